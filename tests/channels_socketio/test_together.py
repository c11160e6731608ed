"""What many have to write goes out together, where the server can: direct.py."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from channels_socketio import delivery, joining
from channels_socketio.direct import TELL_BYTES, WORTH_IT
from channels_socketio.frames import Frame, message_frame
from channels_socketio.joining import Joiner
from channels_socketio.testing import Communicator
from channels_socketio.transports import make_transport
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.test_joining import A, B, C

MANY = WORTH_IT + 2


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


async def _sing(lines: list[Line], joiner: Joiner, *frames: Frame) -> None:
    """Send each frame to all, in two parts, in one turn."""
    for frame in frames:
        for line in lines[:MANY]:
            line.transport.send(frame)
        joiner.part(frame)
        for line in lines[MANY:]:
            line.transport.send(frame)
        joiner.part(frame)
    await asyncio.sleep(0)


async def test_a_part_of_many_waits_for_nobody_where_nothing_was_said_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "REST", 0.1)
    lines, writers, joiner = _lines(2 * MANY)
    await _sing(lines, joiner, A)
    await _sing(lines, joiner, B)
    await asyncio.sleep(0.15)
    await _sing(lines, joiner, C)
    assert [len(call) for call in writers.calls] == [MANY, MANY, 2 * MANY, MANY, MANY]
    assert b"".join(lines[0].writer.written) == A.wire + B.wire + C.wire


async def test_a_part_of_many_waits_for_nobody_while_nothing_is_joined_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "REST", 1e9)
    lines, writers, joiner = _lines(2 * MANY)
    for _ in range(joining.ALONE):
        await _sing(lines, joiner, A)
    assert [len(call) for call in writers.calls] == [2 * MANY] * joining.ALONE
    writers.calls.clear()
    await _sing(lines, joiner, A)
    assert [len(call) for call in writers.calls] == [MANY, MANY]
    writers.calls.clear()
    # The first goes ahead, and what comes after it is joined again.
    await _sing(lines, joiner, A, B, C)
    await asyncio.sleep(0.01)
    assert [len(call) for call in writers.calls][:2] == [MANY, MANY]
    assert writers.calls[2:] == [[B.wire + C.wire] * 2 * MANY]
    writers.calls.clear()
    await _sing(lines, joiner, A)
    await asyncio.sleep(0.01)
    assert [len(call) for call in writers.calls] == [2 * MANY]
    for line in lines:
        assert b"".join(line.writer.written).endswith(b"".join(f.wire for f in (A, B, C, A)))


async def _join(client: Communicator, writer: Writer) -> None:
    opening = asyncio.create_task(client.open())
    await asyncio.sleep(0)
    client.send_frame("40")
    async with asyncio.timeout(5):
        while b'40{"sid"' not in b"".join(writer.written):
            await asyncio.sleep(0.005)
    opening.cancel()


@pytest.mark.parametrize("joined", [False, True], ids=["one", "several joined"])
async def test_an_event_for_very_many_goes_out_in_parts(
    joined: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MANY", 2)
    sio, writers = build(), Writers()
    clients, singers = [], [Writer(writers, number) for number in range(5)]
    for writer in singers:
        given = {"websocket.writer": writer, "websocket.together": writers.together}
        clients.append(Communicator(sio, extensions=given))
        await _join(clients[-1], writer)
    before = [len(writer.written) for writer in singers]
    parts: list[int] = []
    monkeypatch.setattr(sio.hub.joiner, "part", lambda frame: parts.append(1))
    if joined:
        with sio.emitter.together():
            sio.emitter.emit("x", 1)
            sio.emitter.emit("x", 2)
    else:
        sio.emitter.emit("x", 1)
    await asyncio.sleep(0.01)
    assert len(parts) == 3
    for writer, count in zip(singers, before, strict=True):
        assert b'42["x",1]' in b"".join(writer.written[count:])
    await asyncio.gather(*(client.close() for client in clients))
    await sio.close()
