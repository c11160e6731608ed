"""WebSockets of a server that takes whole frames, and writes to many at once."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from channels_socketio import Socket, SocketIO
from channels_socketio.testing import Communicator

_NUMBER = re.compile(rb'\["n",(\d+)\]')


class Writers:
    """A server's: what was written to each, and in which calls; how much waits of it."""

    def __init__(self) -> None:
        self.calls: list[list[bytes]] = []
        self.alone = 0
        self.waiting: dict[int, int] = {}

    def together(self, writers: Sequence["Writer"], data: Sequence[bytes]) -> Sequence[int] | None:
        self.calls.append(list(data))
        for writer, piece in zip(writers, data, strict=True):
            writer.written.append(piece)
        return [self.waiting.get(writer.number, 0) for writer in writers] if self.waiting else None


class Writer:
    """One of them."""

    def __init__(self, writers: Writers, number: int) -> None:
        self.writers, self.number = writers, number
        self.written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.writers.alone += 1
        self.written.append(data)
        return 0

    def buffered(self) -> int:
        return self.writers.waiting.get(self.number, 0)


class Grouped(Writers):
    """The same, of a server that remembers those who are often sent the same."""

    def __init__(self) -> None:
        super().__init__()
        self.grouped: list[int] = []

    def group(self, writers: Sequence["Writer"]) -> "Group":
        """A server's `websocket.group`."""
        self.grouped.append(len(writers))
        return Group(self, writers)


class Group:
    """One of them."""

    def __init__(self, writers: Grouped, members: Sequence["Writer"]) -> None:
        self._writers, self._members = writers, members

    def write(self, data: bytes, without: Sequence[int]) -> Sequence[int] | None:
        others = [each for n, each in enumerate(self._members) if n not in without]
        found = self._writers.together(others, [data] * len(others))
        if found is None:
            return None
        left = iter(found)
        return [0 if n in without else next(left) for n in range(len(self._members))]


class Line:
    """A client over such a WebSocket, its writer and its socket."""

    def __init__(self, sio: SocketIO, writers: Writers, number: int) -> None:
        self._sio = sio
        self.writer = Writer(writers, number)
        given: dict[str, Any] = {
            "websocket.writer": self.writer,
            "websocket.together": writers.together,
        }
        if isinstance(writers, Grouped):
            given["websocket.group"] = writers.group
        self.client = Communicator(sio, extensions=given)
        self.socket: Socket

    async def open(self) -> None:
        """Open it and join the namespace `/`."""
        before = set(self._sio.hub.sockets())
        await join(self.client, self.writer)
        (self.socket,) = set(self._sio.hub.sockets()) - before

    @property
    def heard(self) -> list[int]:
        """What it was sent of the events `n`."""
        return numbers(b"".join(self.writer.written))


def numbers(data: bytes) -> list[int]:
    """Those in events `n`, however they are framed."""
    return [int(found) for found in _NUMBER.findall(data)]


async def join(client: Communicator, writer: Writer) -> None:
    opening = asyncio.create_task(client.open())
    await asyncio.sleep(0)
    client.send_frame("40")
    async with asyncio.timeout(5):
        while b'40{"sid"' not in b"".join(writer.written):
            await asyncio.sleep(0.005)
    opening.cancel()


@asynccontextmanager
async def crowd(sio: SocketIO, count: int, writers: Writers) -> AsyncIterator[list[Line]]:
    """So many clients in the room `r`, after all that their coming led to."""
    lines = [Line(sio, writers, number) for number in range(count)]
    for line in lines:
        await line.open()
        await line.socket.enter("r")
    await asyncio.sleep(0.01)
    writers.calls.clear()
    yield lines
    await asyncio.gather(*(line.client.close() for line in lines))
    await sio.close()


def say(sio: SocketIO, *those: int, **whom: Any) -> None:
    """Events `n` with these numbers, to the room `r` unless it is said to whom."""
    for number in those:
        sio.emitter.emit("n", number, **{"to": "r", **whom})
