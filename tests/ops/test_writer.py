"""project/launcher/writer.py, past Twisted's queue and in order with it."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from project.launcher.websocket import WebSocket
from project.launcher.writer import DirectWriter
from tests.ops.probing import Probe, masked, silent

FRAMES = 5_000  # five megabytes: more than the system takes from us unread


async def _mixed(probe: Probe, *, pings: int = 0, slowly: bool = False) -> tuple[list[int], int]:
    """The numbers of the frames that came, and the code that closed."""
    reader, writer = await silent(probe, "/")
    writer.write(masked(0x81, f"mix {FRAMES}".encode()))
    for _ in range(pings):
        writer.write(masked(0x89, b"hello"))
    numbers, pongs = list[int](), 0
    while True:
        head, size = await reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await reader.readexactly(2), "big")
        payload = await reader.readexactly(size)
        if head == 0x88:
            writer.write(masked(0x88, payload))
            writer.close()
            assert pongs <= pings
            return numbers, int.from_bytes(payload, "big")
        pongs += head == 0x8A
        if head == 0x81:
            number, _, rest = payload.partition(b" ")
            assert rest == b"x" * 1_000
            numbers.append(int(number))
        if slowly and len(numbers) % 500 == 1:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("slowly", [False, True], ids=["who reads", "who reads slowly"])
async def test_both_ways_arrive_whole_in_one_order_and_before_the_close(
    probe: Probe, slowly: bool
) -> None:
    numbers, code = await _mixed(probe, pings=3, slowly=slowly)
    assert numbers == list(range(FRAMES))
    assert code == 3001


async def test_who_reads_nothing_for_a_while_gets_everything_after(probe: Probe) -> None:
    reader, writer = await silent(probe, "/")
    line: socket.socket = writer.get_extra_info("socket")
    writer.write(masked(0x81, b"flood 20000"))
    reader._transport.pause_reading()  # type: ignore[attr-defined]
    await asyncio.sleep(0.5)
    assert line.fileno() > 0
    reader._transport.resume_reading()  # type: ignore[attr-defined]
    frame = b"\x81\x7e\x04\x00" + b"x" * 1_024
    for _ in range(20_000):
        assert await reader.readexactly(len(frame)) == frame
    head, size = await reader.readexactly(2)
    said = await reader.readexactly(size)
    assert head == 0x81
    assert int(said.split()[1]) > 0  # twenty megabytes waited, most of them here
    writer.close()


async def test_who_cuts_the_line_amid_a_flood_hurts_nobody(probe: Probe) -> None:
    _, writer = await silent(probe, "/")
    writer.write(masked(0x81, b"flood 20000"))
    await asyncio.sleep(0.05)
    writer.transport.abort()
    with contextlib.closing(socket.create_connection(("127.0.0.1", probe.port), 10)):
        assert probe.get()["gc"] is True


class _Transport:
    """A Twisted transport, as far as the writer knows it."""

    def __init__(self, line: socket.socket) -> None:
        self.socket = line
        self.dataBuffer, self.offset, self._tempDataLen = b"", 0, 0
        self.queued: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.queued.append(data)
        self._tempDataLen += len(data)


class _Protocol:
    state = WebSocket.STATE_OPEN

    def __init__(self, transport: _Transport) -> None:
        self.transport = transport


Pair = tuple[DirectWriter, _Protocol, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A writer, its protocol, and the other end of its line."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        protocol = _Protocol(_Transport(ours))
        yield DirectWriter(protocol), protocol, theirs  # type: ignore[arg-type]


def _read(line: socket.socket) -> bytes:
    line.settimeout(0.2)
    data = b""
    with contextlib.suppress(TimeoutError):
        while part := line.recv(1 << 20):
            data += part
    return data


def test_what_the_system_does_not_take_is_queued_and_nothing_passes_it(pair: Pair) -> None:
    writer, protocol, theirs = pair
    transport = protocol.transport
    large = bytes(range(256)) * 40_000
    assert writer.write(large) > 0  # in part
    assert writer.write(b"after") == len(transport.queued[0]) + 5
    taken = _read(theirs)
    assert taken + transport.queued[0] == large
    assert transport.queued[1:] == [b"after"]
    assert writer.write(b"still behind") > 0  # room in the socket, but not before its queue
    assert _read(theirs) == b""
    transport._tempDataLen = 0  # the queue has left
    assert writer.write(b"free again") == 0
    assert _read(theirs) == b"free again"


def test_a_socket_without_any_room_queues_all_of_it(pair: Pair) -> None:
    writer, protocol, _ = pair
    with contextlib.suppress(BlockingIOError):
        while True:
            protocol.transport.socket.send(b"x" * 65_536)
    assert writer.write(b"whole") == 5
    assert protocol.transport.queued == [b"whole"]


def test_nothing_is_written_to_a_websocket_that_is_not_open_or_to_a_line_that_is_gone(
    pair: Pair,
) -> None:
    writer, protocol, theirs = pair
    assert writer.write(b"open") == 0
    protocol.state = WebSocket.STATE_CLOSING
    writer.clear = False  # as the protocol says with each change
    assert writer.write(b"closing") == 0
    assert _read(theirs) == b"open"
    assert protocol.transport.queued == []
    protocol.state = WebSocket.STATE_OPEN
    theirs.close()
    started = time.monotonic()
    assert writer.write(b"gone") == 4  # Twisted finds out, and says so
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("how", ["sendData", "dropConnection", "connectionLost"])
def test_every_end_of_a_websocket_takes_the_short_way_back(how: str, pair: Pair) -> None:
    protocol, (writer, _, _) = WebSocket(), pair
    protocol._writer = writer
    writer.clear = True
    with contextlib.suppress(Exception):  # without a line under it, it does not get far
        getattr(protocol, how)(*([] if how == "dropConnection" else [b""]))
    assert writer.clear is False
