"""project/launcher/writer.py by itself: which way each write goes."""

import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from project.launcher.ring import Ring
from project.launcher.websocket import WebSocket
from project.launcher.writer import NONE, DirectWriter, Together


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
