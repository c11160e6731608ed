"""project/launcher/writer.py, past Twisted's queue and in order with it."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from project.launcher.ring import Ring
from project.launcher.websocket import WebSocket
from project.launcher.writer import NONE, DirectWriter, Together
from tests.ops.probing import Probe, masked, running, silent

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


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """The content of the next frame."""
    _, size = await reader.readexactly(2)
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    return await reader.readexactly(size)


async def test_a_choir_is_heard_whole_in_order_by_each_the_slow_ones_later(probe: Probe) -> None:
    songs, slow, cut = 4_000, 3, 5
    lines = [await silent(probe, "/") for _ in range(12)]
    for number, (reader, writer) in enumerate(lines):
        writer.write(masked(0x81, b"join"))
        assert await _frame(reader) == str(number + 1).encode()
    lines[slow][0]._transport.pause_reading()  # type: ignore[attr-defined]
    lines[0][1].write(masked(0x81, f"sing {songs}".encode()))
    lines[cut][1].transport.abort()

    async def listen(reader: asyncio.StreamReader) -> None:
        heard = 0
        while heard < songs:
            number, _, rest = (await _frame(reader)).partition(b" ")
            if rest:
                assert int(number) == heard
                assert rest == b"x" * 1_000
                heard += 1

    others = [it for n, (it, _) in enumerate(lines) if n not in (slow, cut)]
    await asyncio.wait_for(asyncio.gather(*map(listen, others)), 30)
    lines[slow][0]._transport.resume_reading()  # type: ignore[attr-defined]
    await asyncio.wait_for(listen(lines[slow][0]), 30)
    for n, (_, writer) in enumerate(lines):
        if n != cut:
            writer.close()


async def test_who_comes_by_the_file_of_one_who_went_hears_nothing_of_theirs(
    own_probe: Probe,
) -> None:
    gone = [await silent(own_probe, "/") for _ in range(8)]
    for reader, writer in gone:
        writer.write(masked(0x81, b"join"))
        await _frame(reader)
    gone[0][1].write(masked(0x81, b"sing 1"))
    assert (await _frame(gone[0][0])).startswith(b"0 ")
    for _, writer in gone[1:]:
        writer.transport.abort()
    await asyncio.sleep(0.2)
    came = [await silent(own_probe, "/") for _ in range(8)]
    gone[0][1].write(masked(0x81, b"sing 5"))
    await asyncio.sleep(0.2)
    for reader, writer in came:
        writer.write(masked(0x81, b"offered"))
        assert (await _frame(reader)).startswith(b"websocket.")
    for _, writer in [gone[0], *came]:
        writer.close()


async def _offered(probe: Probe) -> list[str]:
    reader, writer = await silent(probe, "/")
    writer.write(masked(0x81, b"offered"))
    found = (await _frame(reader)).decode().split()
    writer.close()
    return found


async def test_who_runs_it_may_have_each_write_be_a_call_of_its_own(
    probe: Probe, tmp_path: Path
) -> None:
    alone = ["websocket.reader", "websocket.writer"]
    beside = ["websocket.group", "websocket.reader", "websocket.together", "websocket.writer"]
    assert await _offered(probe) == beside
    with running(tmp_path, WRITE_TOGETHER="0") as without:
        assert await _offered(without) == alone


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
    writer.file = NONE  # as the protocol says with each change
    assert writer.write(b"closing") == 0
    assert _read(theirs) == b"open"
    assert protocol.transport.queued == []
    protocol.state = WebSocket.STATE_OPEN
    theirs.close()
    started = time.monotonic()
    assert writer.write(b"gone") == 4  # Twisted finds out, and says so
    assert time.monotonic() - started < 1


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    """Six of them."""
    with contextlib.ExitStack() as stack:
        found = []
        for _ in range(6):
            ours, theirs = (stack.enter_context(line) for line in socket.socketpair())
            ours.setblocking(False)
            protocol: Any = _Protocol(_Transport(ours))
            found.append((DirectWriter(protocol), protocol, theirs))
        yield found


def test_many_are_written_to_as_each_would_be_by_itself(pairs: list[Pair]) -> None:
    full, behind, closing = pairs[1], pairs[2], pairs[4]
    writers = [writer for writer, _, _ in pairs]
    together = Together(Ring(8))
    assert together(writers, [b"a"] * 6) is None
    with contextlib.suppress(BlockingIOError):
        while True:
            full[1].transport.socket.send(b"x" * 65_536)
    behind[1].transport.write(b"first")
    behind[0].file = closing[0].file = NONE
    closing[1].state = WebSocket.STATE_CLOSING
    assert together(writers, [b"bb", b"bb", b"cc", b"bb", b"bb", b"d"]) == [0, 2, 7, 0, 0, 0]
    assert full[1].transport.queued == [b"bb"]
    assert behind[1].transport.queued == [b"first", b"cc"]
    assert closing[1].transport.queued == []
    assert [_read(pairs[n][2]) for n in (0, 2, 3, 4, 5)] == [b"abb", b"a", b"abb", b"a", b"ad"]
    # What is full goes by its queue until that has left.
    assert full[0].file == NONE
    assert together(writers[:4], [b"e"] * 4) == [0, 3, 8, 0]
    full[1].transport._tempDataLen = 0
    _read(full[2])
    assert together(writers[:2], [b"f"] * 2) is None
    assert (_read(full[2]), _read(pairs[0][2])) == (b"f", b"ef")


def test_where_nobody_is_clear_all_goes_by_the_queues(pairs: list[Pair]) -> None:
    for _, protocol, _ in pairs:
        protocol.transport.write(b"first")
    writers = [writer for writer, _, _ in pairs]
    assert Together(Ring(8))(writers, [b"a"] * 6) == [6] * 6


@pytest.mark.parametrize("how", ["sendData", "dropConnection", "connectionLost"])
def test_every_end_of_a_websocket_takes_the_short_way_back(how: str, pair: Pair) -> None:
    protocol, (writer, _, _) = WebSocket(), pair
    protocol._writer = writer
    writer.file = 1
    with contextlib.suppress(Exception):  # without a line under it, it does not get far
        getattr(protocol, how)(*([] if how == "dropConnection" else [b""]))
    assert writer.file == NONE


def test_a_group_is_written_to_as_each_would_be_by_itself(pairs: list[Pair]) -> None:
    writers = [writer for writer, _, _ in pairs]
    group = Together(Ring(8)).group(writers)
    for writer in writers:
        assert writer.look() != NONE
    assert group.write(b"a", ()) is None
    assert group.write(b"b", [0, 3, 5]) is None
    full, closing = pairs[1], pairs[4]
    with contextlib.suppress(BlockingIOError):
        while True:
            full[1].transport.socket.send(b"x" * 65_536)
    assert group.write(b"cc", [0]) == [0, 2, 0, 0, 0, 0]
    assert full[0].file == NONE
    assert group.write(b"d", [0, 5]) == [0, 3, 0, 0, 0, 0]
    assert full[1].transport.queued == [b"cc", b"d"]
    full[1].transport._tempDataLen = 0
    _read(full[2])
    closing[1].state = WebSocket.STATE_CLOSING
    closing[0].take_back()
    assert group.write(b"e", [2, 3]) in (None, [0] * 6)
    heard = [_read(theirs) for _, _, theirs in pairs]
    assert heard == [b"ae", b"e", b"abccd", b"accd", b"abccd", b"acce"]
    assert closing[1].transport.queued == []


def test_a_group_writes_by_no_file_that_was_taken_back(pairs: list[Pair]) -> None:
    (one, protocol, first), (two, _, _), *_ = pairs
    group = Together(Ring(8)).group([one, two])
    assert group.write(b"a", ()) is None
    assert group.write(b"b", ()) is None
    # Closed, and its file is another's.
    protocol.state = WebSocket.STATE_CLOSED
    one.take_back()
    assert group.write(b"c", ()) in (None, [0, 0])
    assert group.write(b"d", [1]) in (None, [0, 0])
    assert group.write(b"e", [0, 1]) is None
    assert _read(first) == b"ab"
    assert _read(pairs[1][2]) == b"abc"


def test_a_group_looks_at_its_writers_when_a_file_was_taken_back_and_not_else(
    pairs: list[Pair],
) -> None:
    writers = [writer for writer, _, _ in pairs]
    together = Together(Ring(8))
    group = together.group(writers)
    for expected in (b"a", b"ab"):
        assert group.write(expected[-1:], ()) is None
    files = group._files
    assert group.write(b"c", ()) is None
    assert group._files is files
    writers[5].take_back()
    writers[5].take_back()  # again is nothing new
    changes = DirectWriter.changes
    writers[5].take_back()
    assert DirectWriter.changes == changes
    for piece in (b"d", b"e"):  # by its queue, which is empty, and then by its file again
        assert group.write(piece, ()) is None
    assert group._files is not files
    assert [_read(theirs) for _, _, theirs in pairs] == [b"abcde"] * 6
