"""What many have to write goes out together, where the server can: direct.py."""

import asyncio
from typing import Any

from channels_socketio.direct import TELL_BYTES, WORTH_IT
from channels_socketio.frames import message_frame
from channels_socketio.joining import Joiner
from channels_socketio.transports import make_transport
from tests.channels_socketio.lines import Writer, Writers
from tests.channels_socketio.test_joining import A, B, C

MANY = WORTH_IT + 2


async def _send(message: Any) -> None:
    """An ASGI server's `send`."""


class Line:
    """A transport over such a writer, and what it told."""

    def __init__(self, joiner: Joiner, writers: Writers, number: int) -> None:
        self.writer = Writer(writers, number)
        given = {"websocket.writer": self.writer, "websocket.together": writers.together}
        self.transport = make_transport({"extensions": given}, _send, joiner)
        self.told: list[tuple[int, int]] = []
        self.transport.told = lambda size, waiting: self.told.append((size, waiting))


def _lines(count: int) -> tuple[list[Line], Writers, Joiner]:
    joiner, writers = Joiner(), Writers()
    return [Line(joiner, writers, n) for n in range(count)], writers, joiner


async def test_what_many_are_sent_in_a_turn_is_one_call() -> None:
    lines, writers, _ = _lines(MANY)
    for line in lines:
        line.transport.send(A)
    lines[1].transport.send(B)
    lines[2].transport.send(C)
    assert writers.calls == []
    await asyncio.sleep(0)
    wanted = [A.wire] * MANY
    wanted[1], wanted[2] = A.wire + B.wire, A.wire + C.wire
    assert writers.calls == [wanted]
    assert writers.alone == 0


async def test_few_are_written_to_one_by_one() -> None:
    lines, writers, _ = _lines(WORTH_IT - 1)
    for line in lines:
        line.transport.send(A)
    await asyncio.sleep(0)
    assert (writers.calls, writers.alone) == ([], WORTH_IT - 1)


async def test_who_wrote_already_is_left_out() -> None:
    lines, writers, _ = _lines(MANY)
    for line in lines:
        line.transport.send(A)
    lines[0].transport.close()
    assert writers.alone == 1
    await asyncio.sleep(0)
    assert writers.calls == [[A.wire] * (MANY - 1)]
    assert lines[0].writer.written == [A.wire]


async def test_where_all_wrote_already_nothing_is_left_to_do() -> None:
    lines, writers, _ = _lines(MANY)
    for line in lines:
        line.transport.send(A)
        line.transport.close()
    await asyncio.sleep(0)
    assert (writers.calls, writers.alone) == ([], MANY)


async def test_they_tell_what_one_alone_would() -> None:
    lines, writers, _ = _lines(MANY)
    large = message_frame("x" * TELL_BYTES)
    for line in lines:
        line.transport.send(A)
    lines[1].transport.send(large)
    await asyncio.sleep(0)
    assert [line.told for line in lines[:3]] == [[], [(A.size + large.size, 0)], []]
    writers.waiting = {0: 7}
    for line in lines:
        line.transport.send(A)
    await asyncio.sleep(0)
    assert [line.told[-1:] for line in lines[:3]] == [
        [(2 * A.size, 7)],
        [(A.size + large.size, 0)],
        [],
    ]
