"""The namespaces that tests talk to."""

import asyncio
import re
from typing import Any

from channels_socketio import (
    AckTimeout,
    ConnectionRefused,
    Namespace,
    Socket,
    SocketIO,
    on,
    on_server,
)


class Everything(Namespace):
    """One handler for each thing a client can ask of a server."""

    def __init__(self) -> None:
        self.gone: list[tuple[str, str]] = []
        self.told: list[tuple[Any, ...]] = []
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

    @on("message")
    async def message(self, socket: Socket, message: Any) -> None:
        await self.emit("message", message)

    @on("all")
    async def all(self, socket: Socket, *args: Any) -> None:
        await self.emit("said", *args)

    @on("ask-me")
    async def ask_me(self, socket: Socket, *args: Any) -> list[Any]:
        return await socket.call("question", *args, timeout=3)

    @on("ask-in-vain")
    async def ask_in_vain(self, socket: Socket) -> None:
        await socket.call("ignored", timeout=0.05)

    @on("ask-all")
    async def ask_all(self, socket: Socket, room: str, *args: Any) -> dict[str, Any]:
        try:
            return {"answers": await self.call("question", *args, to=room, timeout=1.5)}
        except AckTimeout as timeout:
            return {"answers": timeout.answers, "missing": timeout.missing}

    @on("say-but")
    async def say_but(self, socket: Socket, room: str, skip: str, *args: Any) -> None:
        await self.emit("said", *args, to=room, skip_rooms=skip)

    @on("drizzle")
    async def drizzle(self, socket: Socket, count: int) -> None:
        for number in range(count):
            await self.emit("drop", number, to=socket.sid, volatile=True)

    @on("who")
    async def who(self, socket: Socket, room: str) -> list[str]:
        return sorted(s.sid for s in await self.emitter.fetch_sockets(to=room))

    @on("gather")
    async def gather(self, socket: Socket, room: str, into: str) -> None:
        self.emitter.sockets_join(to=room, rooms=into)

    @on("scatter")
    async def scatter(self, socket: Socket, room: str) -> None:
        self.emitter.sockets_leave(to=None, rooms=room)

    @on("end")
    async def end(self, socket: Socket, room: str) -> None:
        self.emitter.disconnect_sockets(to=room, close=False)

    @on("ask-servers")
    async def ask_servers(self, socket: Socket, *args: Any) -> dict[str, Any]:
        return await self.emitter.server_side_call("echo", *args)

    @on_server("told")
    async def server_told(self, *args: Any) -> None:
        self.told.append(args)

    @on_server("echo")
    async def server_echo(self, *args: Any) -> list[Any]:
        return [self.emitter.hub.worker, *args]

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


async def need_a_name(socket: Socket, auth: dict[str, Any] | None) -> None:
    """Middleware."""
    if not auth or "name" not in auth:
        raise ConnectionRefused("who are you?", {"code": 7, "more": ["ü"]})
    socket.data["name"] = auth["name"]


class Room(Namespace):
    """One for each name of a pattern, behind a door."""

    middleware = (need_a_name,)

    @on("say")
    async def say(self, socket: Socket, *args: Any) -> str:
        await self.emit("said", socket.data["name"], *args, skip_sid=socket.sid)
        return self.name

    async def on_any(self, socket: Socket, event: Any, *args: Any) -> tuple[Any, ...]:
        return ("any", event, *args)


class Relay(Namespace):
    """Hands on what comes to all but the sender: text as it is."""

    plain_text = "raw"

    @on("message")
    async def message(self, socket: Socket, message: str | bytes) -> None:
        await self.emit("message", message, skip_sid=socket.sid)

    @on("announce")
    async def announce(self, socket: Socket, *args: Any) -> None:
        await self.emit("announced", *args)


def build(worker: str | None = None, **options: Any) -> SocketIO:
    """A server with all of them."""
    namespaces: Any = {
        "/": Everything,
        "/admin": Admin,
        "/relay": Relay,
        re.compile(r"/room-\d+"): Room,
    }
    return SocketIO(namespaces, worker=worker, **options)
