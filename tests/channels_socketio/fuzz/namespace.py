"""A server that does with a client's words what servers do: keep, send on, ask back."""

import contextlib
from typing import Any

from channels_socketio import AckTimeout, Namespace, Socket, on


class Anything(Namespace):
    """Every event comes back to its sender and to those in its first argument."""

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        await socket.emit("hello", auth)

    async def on_any(self, socket: Socket, event: Any, *args: Any) -> tuple[Any, ...]:
        await self.emit("said", *args, b"and more", to=socket.sid)
        return args

    @on("enter")
    async def enter(self, socket: Socket, room: str) -> None:
        if not isinstance(room, str):
            raise ValueError("a room's name is text")
        await socket.enter(room)

    @on("ask")
    async def ask(self, socket: Socket, *args: Any) -> None:
        with contextlib.suppress(AckTimeout):
            await socket.call("question", *args, timeout=0)
