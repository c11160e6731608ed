"""A chat behind Django's log-in: no session, no socket. Log in as ada or ben, password `example`.

python -m examples.login
"""

from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth import authenticate, get_user_model, login
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from channels_socketio import ConnectionRefused, Namespace, Socket, SocketIO, on
from examples.serving import OPTIONS, configure, serve, with_users


class Chat(Namespace):
    saved: list[dict[str, str]] = []

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        """The user is the session's, whatever the client says."""
        if not socket.user.is_authenticated:
            raise ConnectionRefused("log in first")

    @on("users")
    async def users(self, socket: Socket) -> list[dict[str, Any]]:
        here = {other.user.pk for other in self.emitter.hub.sockets()}
        users = get_user_model().objects.order_by("username")
        return [{"name": user.username, "here": user.pk in here} async for user in users]

    @on("messages")
    async def messages(self, socket: Socket) -> list[dict[str, str]]:
        return self.saved

    @on("send-message")
    async def send_message(self, socket: Socket, text: str) -> None:
        self.saved = [*self.saved[-49:], {"from": socket.user.username, "text": str(text)}]
        await self.emit("message-saved", {"success": True})


def index(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name) for name in ("username", "password")}
    if user := authenticate(request, **given):
        login(request, user)
        return redirect("/")
    page = "chat.html" if request.user.is_authenticated else "login.html"
    return render(request, page, {"tried": request.method == "POST"})


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        configure(path("", index), **with_users(folder))
        call_command("migrate", verbosity=0)
        people: Any = get_user_model().objects
        for name in ("ada", "ben"):
            people.create_user(name, password="example")
        serve(SocketIO({"/": Chat}, **OPTIONS))
