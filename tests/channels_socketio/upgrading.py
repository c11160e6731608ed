"""A client that upgrades a step at a time."""

import asyncio
import base64
from types import TracebackType
from typing import Any, Self

import orjson

from channels_socketio import SocketIO
from channels_socketio.testing import Communicator
from channels_socketio.testing.polling import Exchange, exchange, request


async def settle() -> None:
    """Let everything in this process that can go on go on."""
    for _ in range(30):
        await asyncio.sleep(0)


class Upgrading:
    """A client that upgrades as the official one does, a step at a time. `got` is what it was
    sent, whatever way it took."""

    def __init__(self, sio: SocketIO) -> None:
        self.sio = sio
        self.got: list[str | bytes] = []
        self.query = "EIO=4&transport=polling"
        self.websocket: Communicator | None = None
        self._poll: Exchange | None = None

    async def __aenter__(self) -> Self:
        answer = await request(self.sio, "GET", self.query)
        self.query += f"&sid={orjson.loads(answer.body[1:])['sid']}"
        await self.post("40")
        await self.poll()
        self.got.clear()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.websocket is not None:
            await self.websocket.close()

    @property
    def socket(self) -> Any:
        """The server's end."""
        sid = self.query.rpartition("=")[2]
        (socket,) = [found for found in self.sio.hub.sockets() if found.eio_sid == sid]
        return socket

    async def post(self, body: str) -> None:
        """A POST, which is in order."""
        answer = await request(self.sio, "POST", self.query, body.encode())
        assert answer.body == b"ok", answer

    def begin_poll(self) -> None:
        """A GET, unless one is under way."""
        if self._poll is None:
            self._poll = exchange(self.sio, "GET", self.query)
            self._poll.feed(b"")

    async def poll(self) -> None:
        """Wait for the GET under way, or for one of now."""
        self.begin_poll()
        assert self._poll is not None
        answer = await self._poll.answer()
        self._poll = None
        assert answer.status == 200, answer
        parts = answer.body.decode().split("\x1e")
        self.got += [_read(part) for part in parts if part != "6"]

    async def collect(self) -> None:
        """Take the answer of a GET under way, if it is there, and poll again."""
        await settle()
        while self._poll is not None and self._poll.task.done():
            await self.poll()
            self.begin_poll()
            await settle()

    async def open_websocket(self) -> Communicator:
        """A WebSocket with this session's sid."""
        query = self.query.replace("polling", "websocket")
        self.websocket = Communicator(self.sio, query=query)
        await self.websocket.open_websocket()
        return self.websocket

    async def probe(self) -> None:
        """Probe, and see it answered."""
        assert self.websocket is not None
        self.websocket.send_frame("2probe")
        assert await self.websocket.receive_frame() == "3probe"

    async def pause(self) -> None:
        """Let the last poll end, and begin none."""
        if self._poll is not None:
            await self.poll()

    def drain(self) -> None:
        """Take what came over the WebSocket."""
        assert self.websocket is not None
        while not self.websocket.frames.empty():
            frame = self.websocket.frames.get_nowait()
            assert frame is not None
            self.got.append(frame)


def _read(part: str) -> str | bytes:
    return base64.b64decode(part[1:]) if part.startswith("b") else part
