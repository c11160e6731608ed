"""On one port: "Hello, World!" over HTTP, and a relay for plain WebSockets.

python -m examples.relay     and then, in two terminals: websocat ws://127.0.0.1:8000/
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from channels_socketio import Namespace, Socket, SocketIO, on
from examples.serving import OPTIONS, configure, page, serve

GREETING = "Hello, World!"


class Relay(Namespace):
    """Text and binary frames go on as they came; no JSON around them."""

    plain_text = "raw"

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        await socket.emit("message", GREETING)

    @on("message")
    async def message(self, socket: Socket, message: str | bytes) -> None:
        await self.emit("message", message, skip_sid=socket.sid)


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(GREETING, content_type="text/plain")


if __name__ == "__main__":
    configure(path("", hello), page("relay.html", "page/"))
    # Clients of Socket.IO are welcome too, at /socket.io/ as ever.
    serve(SocketIO({"/": Relay}, plain_path="/", **OPTIONS))
