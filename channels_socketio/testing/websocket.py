"""A WebSocket client for tests."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from channels_socketio.app import SocketIO
from channels_socketio.testing.client import SECONDS, Client, Closed


class Communicator(Client):
    """One WebSocket. `extensions` go into the scope: a test of the direct writer puts one there."""

    def __init__(
        self,
        sio: SocketIO,
        *,
        user: Any = None,
        query: str = "EIO=4&transport=websocket",
        headers: Iterable[tuple[bytes, bytes]] = (),
        extensions: dict[str, Any] | None = None,
        seconds: float = SECONDS,
        scope: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(seconds=seconds)
        self.sio = sio
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "path": sio.options.path,
            "query_string": query.encode(),
            "headers": list(headers),
            "client": ["127.0.0.1", 1],
            "extensions": extensions or {},
            "user": user,
            **(scope or {}),
        }
        self._inbound: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._accepted: asyncio.Future[bool] | None = None
        self.application: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def open(self) -> dict[str, Any]:
        """Open the WebSocket and read the Engine.IO handshake. Closed if it is refused."""
        await self.open_websocket()
        return await self._greet()

    async def open_websocket(self) -> None:
        """Open it and read nothing: with a sid in the query there is no handshake to read."""
        self._accepted = asyncio.get_running_loop().create_future()
        application: Any = self.sio.websocket
        self.application = asyncio.create_task(
            application(self.scope, self._inbound.get, self._take)
        )
        self._inbound.put_nowait({"type": "websocket.connect"})
        async with asyncio.timeout(self.seconds):
            accepted = await self._accepted
        if not accepted:
            raise Closed("refused")

    async def close(self) -> None:
        """Go away, as a client that drops its connection does, and wait for the handlers."""
        self._inbound.put_nowait({"type": "websocket.disconnect", "code": 1006})
        if self.application is not None:
            async with asyncio.timeout(self.seconds * 2):
                await self.application

    async def _take(self, message: dict[str, Any]) -> None:
        assert self._accepted is not None
        kind = message["type"]
        if kind == "websocket.send":
            text = message.get("text")
            self.frames.put_nowait(message["bytes"] if text is None else text)
            return
        if not self._accepted.done():
            self._accepted.set_result(kind == "websocket.accept")
        if kind == "websocket.close":
            self.close_code = message.get("code", 1000)
            self.frames.put_nowait(None)
            self._inbound.put_nowait({"type": "websocket.disconnect", "code": 1000})

    def send_frame(self, frame: str | bytes) -> None:
        """Send one raw frame."""
        key = "text" if isinstance(frame, str) else "bytes"
        self._inbound.put_nowait({"type": "websocket.receive", key: frame})
