"""Frames of one turn leave in one write, in order, and none waits for long."""

import asyncio
from typing import Any

import pytest

from channels_socketio import joining
from channels_socketio.direct import TELL_BYTES, VOLATILE_BYTES, DirectTransport
from channels_socketio.engine import Engine
from channels_socketio.errors import DisconnectReason
from channels_socketio.frames import Frame, message_frame
from channels_socketio.joining import MOST_BYTES, Joiner
from channels_socketio.options import Options
from channels_socketio.transports import Base64Transport

A, B, C = (message_frame(text) for text in "abc")


class Line:
    """A server's writer that keeps each write, and its transport."""

    def __init__(self, joiner: Joiner) -> None:
        self.writes: list[bytes] = []
        self.waiting = 0
        self.told: list[tuple[int, int]] = []
        self.asgi: list[Any] = []
        self.transport = DirectTransport(self._send, self, joiner)
        self.transport.told = lambda size, waiting: self.told.append((size, waiting))

    async def _send(self, message: Any) -> None:
        self.asgi.append((message["type"], len(self.writes)))

    def write(self, data: bytes) -> int:
        self.writes.append(data)
        return self.waiting

    def buffered(self) -> int:
        return self.waiting


def _lines(count: int) -> list[Line]:
    joiner = Joiner()
    return [Line(joiner) for _ in range(count)]


def _wire(*frames: Frame) -> bytes:
    return b"".join(frame.wire for frame in frames)


async def test_what_is_said_in_one_turn_is_one_write_the_same_for_all() -> None:
    one, two = _lines(2)
    for frame in (A, B, C):
        for line in (one, two):
            line.transport.send(frame)
    assert one.writes == []
    await asyncio.sleep(0)
    assert one.writes == [_wire(A, B, C)]
    assert two.writes[0] is one.writes[0]


async def test_each_socket_gets_its_own_in_its_own_order() -> None:
    one, two, three = _lines(3)
    for frame, lines in ((A, (one, two)), (B, (two,)), (C, (one, three, two)), (A, (one,))):
        for line in lines:
            line.transport.send(frame)
    await asyncio.sleep(0)
    assert [line.writes for line in (one, two, three)] == [
        [_wire(A, C, A)],
        [_wire(A, B, C)],
        [C.wire],
    ]


async def test_joined_frames_hold_nothing_after_they_are_written() -> None:
    (line,) = _lines(1)
    frame = message_frame("x")
    line.transport.send(frame)
    line.transport.send(A)
    assert (frame.after, frame.then is None) == (A, False)
    await asyncio.sleep(0)
    assert (frame.after, frame.then is None) == (None, True)


async def test_a_burst_does_not_wait_for_the_end_of_its_turn() -> None:
    (line,) = _lines(1)
    frame = message_frame("x" * 10_000)
    for _ in range(20):
        line.transport.send(frame)
    assert line.transport.buffered() <= MOST_BYTES
    assert sum(map(len, line.writes)) > 10 * 10_000
    await asyncio.sleep(0)
    assert b"".join(line.writes) == frame.wire * 20


async def test_what_was_sent_before_a_close_is_written_before_it() -> None:
    (line,) = _lines(1)
    line.transport.send(A)
    line.transport.close()
    line.transport.send(B)
    await asyncio.sleep(0.01)
    assert line.writes == [A.wire]
    assert line.asgi == [("websocket.close", 1)]


async def test_volatile_events_wait_for_a_turn_but_not_many_of_them() -> None:
    (line,) = _lines(1)
    assert line.transport.writable()
    line.transport.send(A)
    assert line.transport.writable()
    line.transport.send(message_frame("x" * VOLATILE_BYTES))
    assert not line.transport.writable()
    await asyncio.sleep(0)
    assert line.transport.writable()
    line.waiting = 1
    assert not line.transport.writable()


async def test_writes_are_told_of_in_steps_and_at_once_when_something_waits() -> None:
    (line,) = _lines(1)
    for _ in range(3):
        line.transport.send(A)
        await asyncio.sleep(0)
    assert line.told == []
    large = message_frame("x" * TELL_BYTES)
    line.transport.send(large)
    await asyncio.sleep(0)
    assert line.told == [(3 * A.size + large.size, 0)]
    line.waiting = 7
    line.transport.send(A)
    await asyncio.sleep(0)
    assert line.told[1:] == [(A.size, 7)]


async def _turns_until_written(line: Line, most: int = 20) -> int:
    before = len(line.writes)
    for turn in range(most):
        if len(line.writes) > before:
            return turn
        await asyncio.sleep(0)
    return most


async def _let_it_pay(lines: list[Line]) -> None:
    for frame in (A, B):
        for line in lines:
            line.transport.send(frame)
    await _turns_until_written(lines[-1])


async def test_while_joining_pays_a_few_turns_are_waited_for_more() -> None:
    lines = _lines(joining.FEW + 1)
    await _let_it_pay(lines)
    for frame in (A, B, C):  # one each turn, as from several clients
        for line in lines:
            line.transport.send(frame)
        await asyncio.sleep(0)
    assert await _turns_until_written(lines[0]) <= joining.QUIET_TURNS + 2
    assert lines[0].writes[1:] == [_wire(A, B, C)]
    # It still pays: but now nothing more comes, and then it does not pay.
    lines[0].transport.send(A)
    assert 1 < await _turns_until_written(lines[0]) <= joining.QUIET_TURNS + 2
    lines[0].transport.send(A)
    assert await _turns_until_written(lines[0]) == 1


async def test_nothing_waits_longer_than_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _lines(joining.FEW + 1)
    await _let_it_pay(lines)
    monkeypatch.setattr(joining, "WINDOW", 0.0)
    lines[0].transport.send(A)
    assert await _turns_until_written(lines[0]) == 1


async def test_few_sockets_are_not_waited_for() -> None:
    lines = _lines(joining.FEW)
    await _let_it_pay(lines)
    lines[0].transport.send(A)
    assert await _turns_until_written(lines[0]) == 1


@pytest.mark.parametrize("waiting", [0, 1], ids=["taken by the system", "waiting here"])
async def test_a_reader_that_confirms_nothing_is_closed_amid_a_burst(waiting: int) -> None:
    (line,) = _lines(1)
    line.waiting = waiting
    reasons = list[DisconnectReason]()
    options = Options(outbound_bytes=1_000_000)
    engine = Engine(
        "sid", options, line.transport, on_message=lambda message: None, on_close=reasons.append
    )
    frame = message_frame("x" * 1_000)
    for _ in range(2_000):
        engine.send(frame)
    assert reasons == [DisconnectReason.SLOW_READER]
    written = sum(map(len, line.writes))
    assert 900_000 < written < 1_000_000 + 2 * MOST_BYTES
    await asyncio.sleep(0.01)
    assert sum(map(len, line.writes)) == written


async def test_bytes_that_wait_close_even_a_reader_that_answers() -> None:
    (line,) = _lines(1)
    line.waiting = 100_001
    reasons = list[DisconnectReason]()
    engine = Engine(
        "sid", Options(outbound_bytes=100_000), line.transport,
        on_message=lambda message: None, on_close=reasons.append,
    )  # fmt: skip
    engine.send(A)
    assert reasons == []
    await asyncio.sleep(0)
    assert reasons == [DisconnectReason.SLOW_READER]


async def test_a_base64_transport_tells_as_the_one_below() -> None:
    (line,) = _lines(1)
    transport = Base64Transport(line.transport)
    told: list[tuple[int, int]] = []
    transport.told = lambda size, waiting: told.append((size, waiting))
    line.waiting = 5
    transport.send(message_frame("x", [b"1"]))
    await asyncio.sleep(0)
    assert transport.told is line.transport.told
    assert told[0][1] == 5
    assert line.writes == [b"\x81\x024x\x81\x05bMQ=="]


async def test_what_is_held_is_called_for_once_before_the_writes_are_done() -> None:
    joiner = Joiner()
    lines, calls = [Line(joiner) for _ in range(3)], list[int]()

    def give() -> None:
        calls.append(1)
        for line in lines:
            line.transport.send(B)

    lines[0].transport.send(A)
    joiner.hold(give)
    joiner.hold(give)
    assert calls == []
    await asyncio.sleep(0)
    assert calls == [1]
    assert [line.writes for line in lines] == [[_wire(A, B)], [B.wire], [B.wire]]
    await asyncio.sleep(0)
    assert calls == [1]


async def test_what_is_held_alone_is_called_for_too_and_counts_while_it_pays_to_wait() -> None:
    joiner, calls = Joiner(), list[int]()

    def give() -> None:
        calls.append(1)
        joiner.joined(2 * (joining.FEW + 1), joining.FEW + 1)

    joiner.hold(give)
    await asyncio.sleep(0)
    assert (calls, joiner.pays) == ([1], True)
    for _ in range(3):  # one each turn
        joiner.hold(give)
        await asyncio.sleep(0)
        assert calls == [1]
    for _ in range(joining.QUIET_TURNS + 2):
        await asyncio.sleep(0)
    assert calls == [1, 1]


async def test_a_failure_of_what_is_held_keeps_nobodys_writes_back() -> None:
    joiner = Joiner()
    one, two = Line(joiner), Line(joiner)

    def fail() -> None:
        one.transport.send(A)
        raise RuntimeError("as asked")

    joiner.hold(fail)
    with pytest.raises(RuntimeError):
        joiner.flush()
    two.transport.send(B)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (one.writes, two.writes) == ([A.wire], [B.wire])
    two.transport.send(C)
    await asyncio.sleep(0)
    assert two.writes == [B.wire, C.wire]
