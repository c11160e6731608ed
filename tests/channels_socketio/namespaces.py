"""The namespaces that tests talk to."""

import asyncio
from typing import Any

from channels_socketio import ConnectionRefused, Namespace, Socket, SocketIO, on


class Everything(Namespace):
    """One handler for each thing a client can ask of a server."""

    def __init__(self) -> None:
        self.gone: list[tuple[str, str]] = []
        # Sids that are not told who is gone.
        self.quiet: set[str] = set()

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        socket.data["auth"] = auth
        if auth and auth.get("refuse"):
            raise ConnectionRefused("not you", {"why": "because"})
        if auth and auth.get("quiet"):
            self.quiet.add(socket.sid)
        if auth and auth.get("greet"):
            await socket.emit("greeting", "hello")

    async def on_disconnect(self, socket: Socket, reason: str) -> None:
        self.gone.append((socket.sid, reason))
        await self.emit("gone", socket.sid, reason, skip_sid=self.quiet)

    @on("echo")
    async def echo(self, socket: Socket, *args: Any) -> tuple[Any, ...]:
        return args

    @on(7)
    async def seven(self, socket: Socket) -> str:
        return "seven"

    @on("enter")
    async def enter(self, socket: Socket, room: str) -> list[str]:
        await socket.enter(room)
        return sorted(socket.rooms)

    @on("leave")
    async def leave(self, socket: Socket, room: str) -> list[str]:
        await socket.leave(room)
        return sorted(socket.rooms)

    @on("say")
    async def say(self, socket: Socket, room: Any, *args: Any) -> None:
        await self.emit("said", *args, to=room, skip_sid=socket.sid)

    @on("all")
    async def all(self, socket: Socket, *args: Any) -> None:
        await self.emit("said", *args)

    @on("ask-me")
    async def ask_me(self, socket: Socket, *args: Any) -> list[Any]:
        return await socket.call("question", *args, timeout=3)

    @on("ask-in-vain")
    async def ask_in_vain(self, socket: Socket) -> None:
        await socket.call("ignored", timeout=0.05)

    @on("burst")
    async def burst(self, socket: Socket, count: int, size: int) -> None:
        for number in range(count):
            if not socket.connected:
                return
            await socket.emit("drop", number, "x" * size)
            await asyncio.sleep(0)

    @on("count")
    async def count(self, socket: Socket, count: int) -> None:
        """Send numbers, every few with an attachment, now at once and now a little later."""
        for number in range(count):
            extra = (bytes([number % 256]),) if number % 7 == 0 else ()
            await socket.emit("number", number, *extra)
            await asyncio.sleep((number % 5) / 1000)

    @on("note")
    async def note(self, socket: Socket, number: int, extra: bytes | None = None) -> int:
        """Remember what came, in its order."""
        socket.data.setdefault("noted", []).append(number)
        return number

    @on("noted")
    async def noted(self, socket: Socket) -> list[int]:
        return list(socket.data.get("noted", []))

    @on("fail")
    async def fail(self, socket: Socket) -> None:
        raise RuntimeError("as asked")

    @on("kick")
    async def kick(self, socket: Socket, close: bool = False) -> None:
        await socket.disconnect(close=close)

    @on("slow")
    async def slow(self, socket: Socket, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "slept"


class Admin(Namespace):
    """Lets nobody in without the word."""

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        if auth != {"word": "sesame"}:
            raise ConnectionRefused("no")

    @on("whoami")
    async def whoami(self, socket: Socket) -> tuple[str, str]:
        return socket.sid, socket.eio_sid


def build(worker: str | None = None, **options: Any) -> SocketIO:
    """A server with both namespaces."""
    return SocketIO({"/": Everything, "/admin": Admin}, worker=worker, **options)
