"""Clients that mean harm, on each transport, and those who must not notice them."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import websockets

from channels_socketio.engine_packet import EnginePacket, PacketType, encode
from tests.channels_socketio.conftest import Served
from tests.channels_socketio.wire import SEPARATOR, Polling, open_websocket
from tests.support.timing import stopwatch

GROWTH = 20_000_000
# How long anyone else may wait for an answer meanwhile. The machine may be busy with other tests.
SLOWEST = 1.5


class Line(ABC):
    """One session, joined to `/` unless `open` is told otherwise."""

    @abstractmethod
    async def send(self, *frames: str | bytes) -> None:
        """Send frames at once; the server may close on any of them."""

    @abstractmethod
    async def is_closed(self) -> bool:
        """Whether the server has closed, or does with what was sent. It does not wait for more
        than an answer."""

    @abstractmethod
    async def call(self, *args: Any) -> list[Any]:
        """The ack of an `echo`."""

    @abstractmethod
    async def leave(self) -> None:
        """Go away, in good order."""


class WebSocketLine(Line):
    """Over a WebSocket."""

    def __init__(self, websocket: websockets.ClientConnection) -> None:
        self.websocket = websocket

    async def send(self, *frames: str | bytes) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            for frame in frames:
                await self.websocket.send(frame)

    async def is_closed(self) -> bool:
        await self.send('42999["echo"]')
        with contextlib.suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(5):
                while not str(await self.websocket.recv()).startswith("43999"):
                    pass
            return False
        assert self.websocket.close_code == 1000
        return True

    async def call(self, *args: Any) -> list[Any]:
        await self.send(f"421{orjson.dumps(['echo', *args]).decode()}")
        async with asyncio.timeout(5):
            while not (frame := str(await self.websocket.recv())).startswith("431["):
                if frame == "2":
                    await self.send("3")
        return list(orjson.loads(frame[3:]))

    async def leave(self) -> None:
        await self.websocket.close()


class PollingLine(Line):
    """Over long-polling."""

    def __init__(self, polling: Polling) -> None:
        self.polling = polling

    async def send(self, *frames: str | bytes) -> None:
        packets = [
            EnginePacket(PacketType.MESSAGE, f) if isinstance(f, bytes) else f for f in frames
        ]
        parts = [p if isinstance(p, str) else str(encode(p, binary=False)) for p in packets]
        answer = await self.polling.post(SEPARATOR.join(parts))
        assert answer.status_code in (200, 400), answer

    async def is_closed(self) -> bool:
        await self.send('42999["echo"]')
        async with asyncio.timeout(5):
            while True:
                answer = await self.polling.get()
                if answer.status_code == 400:
                    assert answer.json() == {"code": 1, "message": "Session ID unknown"}
                    return True
                if "43999" in answer.text:
                    return False

    async def call(self, *args: Any) -> list[Any]:
        await self.send(f"421{orjson.dumps(['echo', *args]).decode()}")
        packets = await self.polling.poll_for("431[")
        return list(orjson.loads(packets[-1][3:]))

    async def leave(self) -> None:
        await self.send("1")
        await self.polling.http.aclose()


def _part(frame: str | bytes) -> str:
    if isinstance(frame, str):
        return frame
    return str(encode(EnginePacket(PacketType.MESSAGE, frame), binary=False))


async def open_line(url: str, transport: str, *, joined: bool = True) -> Line:
    """A session on `websocket` or `polling`."""
    if transport == "polling":
        polling = Polling(url)
        await polling.open()
        if joined:
            await polling.join()
        return PollingLine(polling)
    websocket = await open_websocket(url, max_size=None)
    assert str(await websocket.recv()).startswith("0{")
    if joined:
        await websocket.send('40{"quiet":true}')
        assert str(await websocket.recv()).startswith("40{")
    return WebSocketLine(websocket)


async def state(server: Served) -> dict[str, int]:
    """What the server holds."""
    async with httpx.AsyncClient(base_url=server.url, verify=False) as http:  # nothing to load
        return dict((await http.get("/state")).json())


async def until_state(server: Served, seconds: float = 10, **wanted: int) -> None:
    """Return when the server holds what is `wanted`, or less."""
    async with asyncio.timeout(seconds):
        while not _at_most(await state(server), wanted):
            await asyncio.sleep(0.05)


def _at_most(held: dict[str, int], wanted: dict[str, int]) -> bool:
    return all(held[name] <= most for name, most in wanted.items())


@contextlib.asynccontextmanager
async def unaffected(server: Served, growth: int = GROWTH) -> AsyncIterator[None]:
    """Others are served all the time, on both transports, and the server grows by less than
    `growth`. In the end nothing is left of whoever came meanwhile."""
    others = [await open_line(server.url, transport) for transport in ("websocket", "polling")]
    before, memory = await state(server), server.memory
    over = asyncio.Event()
    watching = asyncio.create_task(_watch(server, others, memory + growth, over))
    try:
        yield
    finally:
        over.set()
        await watching
    await until_state(server, **before)
    for other in others:
        await other.leave()


async def _watch(server: Served, others: list[Line], most: int, over: asyncio.Event) -> None:
    last = False
    while not last:
        last = over.is_set()
        for other in others:
            seconds = stopwatch(server.process.pid)
            assert await other.call("unaffected") == ["unaffected"]
            assert seconds() < SLOWEST
        assert server.memory < most, "the server grew"
        await asyncio.sleep(0.02)
