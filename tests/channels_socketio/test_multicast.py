"""An audience that is written to as a whole, as each would be by itself: multicast.py."""

import asyncio
import gc
import weakref
from typing import Any

import pytest

from channels_socketio import SocketIO, broadcasts, multicast
from channels_socketio.direct import TELL_BYTES, WORTH_IT
from channels_socketio.frames import PACKET_BYTES
from tests.channels_socketio.lines import Grouped, Line, Writers, crowd
from tests.channels_socketio.namespaces import build

PING = b"\x81\x012"


pytestmark = pytest.mark.usefixtures("two_are_many")


def _told(lines: list[Line]) -> list[list[tuple[int, int]]]:
    """What their transports tell from here on; nothing of what was before."""
    told: list[list[tuple[int, int]]] = []
    for line in lines:
        transport: Any = line.socket.connection.transport
        found: list[tuple[int, int]] = []
        transport.told = lambda size, waiting, found=found: found.append((size, waiting))
        transport.size = 0
        told.append(found)
    return told


async def meet(sio: SocketIO, *rooms: str) -> None:
    """Say something once to those in each: only then is it worth to find out how to reach them."""
    for room in rooms or ("r",):
        sio.emitter.emit("x", to=room)
        await asyncio.sleep(0.01)


async def test_who_is_there_is_asked_once_while_nothing_changes() -> None:
    sio, writers = build(), Grouped()
    async with crowd(sio, 5, writers) as lines:
        await meet(sio)
        assert writers.grouped == []
        writers.calls.clear()
        for number in range(3):
            sio.emitter.emit("n", number, to="r", skip_sid=lines[number].socket.sid)
            await lines[4].socket.emit("n", 7)
            await asyncio.sleep(0.01)
        assert writers.grouped == [5]
        assert [len(call) for call in writers.calls] == [3, 3, 3]
        assert [line.heard for line in lines] == [
            [1, 2],
            [0, 2],
            [0, 1],
            [0, 1, 2],
            [0, 7, 1, 7, 2, 7],
        ]
        await lines[0].socket.leave("r")
        await meet(sio)
        sio.emitter.emit("n", 3, to="r")
        await asyncio.sleep(0.01)
        assert writers.grouped == [5, 4]
        assert [line.heard[-1] for line in lines] == [2, 3, 3, 3, 3]
        lines[1].socket.aim()  # as when it upgrades
        await meet(sio)
        assert writers.grouped == [5, 4]
        sio.emitter.emit("n", 4, to="r")
        await asyncio.sleep(0.01)
        assert writers.grouped == [5, 4, 4]


async def test_as_much_is_told_of_each_as_was_written_to_it() -> None:
    sio, writers = build(), Grouped()
    async with crowd(sio, 5, writers) as lines:
        await meet(sio)
        told = _told(lines)
        text = "x" * 1_000
        size = PACKET_BYTES + len(f'2["n","{text}"]')
        skip = [lines[0].socket.sid]
        for count in range(2 * (TELL_BYTES // size + 1)):
            sio.emitter.emit("n", text, to="r", skip_sid=skip if count % 2 else None)
            await asyncio.sleep(0.005)
        assert [sum(size for size, _ in each) for each in told[1:]] == [8 * size] * 4
        assert told[0] == [(4 * size, 0)]
        writers.waiting = {1: 7}
        sio.emitter.emit("n", text, to="r")
        await asyncio.sleep(0.005)
        assert told[1][-1] == (size, 7)
        assert [len(each) for each in told] == [1, 3, 2, 2, 2]


async def test_what_was_not_told_of_yet_stays_with_each_when_the_audience_changes() -> None:
    sio, writers = build(), Grouped()
    async with crowd(sio, 5, writers) as lines:
        _told(lines)
        for _ in range(2):
            for number in range(2):
                sio.emitter.emit("n", number, to="r")
                await asyncio.sleep(0.005)
            await lines[0].socket.leave("s", "r")
        assert writers.grouped == [5, 4]
        sizes: list[Any] = [line.socket.connection.transport for line in lines]
        size = PACKET_BYTES + len('2["n",1]')
        assert [each.size for each in sizes] == [2 * size, *[4 * size] * 4]


async def test_so_many_audiences_are_remembered_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broadcasts, "KEPT", 1)
    sio, writers = build(), Grouped()
    async with crowd(sio, 5, writers) as lines:
        for line in lines[:3]:
            await line.socket.enter("s")
        await meet(sio, "r", "s")
        told = _told(lines)
        for number, room in enumerate("rrsr"):
            sio.emitter.emit("n", number, to=room)
            await asyncio.sleep(0.005)
        assert writers.grouped == [5, 3, 5]
        assert [line.heard for line in lines] == [*[[0, 1, 2, 3]] * 3, *[[0, 1, 3]] * 2]
        assert told == [[]] * 5


async def test_who_is_closed_amid_it_gets_no_more_and_the_others_all() -> None:
    sio, writers = build(outbound_bytes=200_000), Grouped()
    async with crowd(sio, 5, writers) as lines:
        await meet(sio)
        writers.waiting = {2: 200_001}
        with sio.emitter.together():
            for number in range(3):
                sio.emitter.emit("n", number, to="r")
                sio.emitter.emit("x", "x" * 15_000, to="r")
        await asyncio.sleep(0.01)
        with sio.emitter.together():
            for _ in range(2):
                sio.emitter.emit("x", "x" * 30_000, to="r")
            sio.emitter.emit("n", 3, to="r")
        await asyncio.sleep(0.01)
        heard = [line.heard for line in lines]
        assert heard == [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3]]
        assert not lines[2].socket.connected


async def test_each_is_pinged_while_much_is_written_to_it() -> None:
    sio, writers = build(outbound_bytes=40_000), Grouped()
    async with crowd(sio, 5, writers) as lines:
        await meet(sio)
        for number in range(3):
            sio.emitter.emit("n", number, to="r")
            sio.emitter.emit("x", "x" * 6_000, to="r")
            await asyncio.sleep(0.005)
        for line in lines:
            assert line.heard == [0, 1, 2]
            assert b"".join(line.writer.written).count(PING) == 1


async def test_where_a_server_remembers_nobody_it_is_written_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(multicast, "PART", WORTH_IT)
    sio, writers = build(), Writers()
    async with crowd(sio, 2 * WORTH_IT + 1, writers) as lines:
        await meet(sio)
        writers.calls.clear()
        sio.emitter.emit("n", 1, to="r")
        sio.emitter.emit("n", 2, to="r")
        await asyncio.sleep(0.01)
        assert [len(call) for call in writers.calls] == [WORTH_IT, WORTH_IT]
        assert [line.heard for line in lines] == [[1, 2]] * len(lines)


async def test_nobody_is_remembered_who_is_gone() -> None:
    sio, writers = build(), Grouped()
    async with crowd(sio, 3, writers) as lines:
        await meet(sio)
        sio.emitter.emit("n", 1, to="r")
        await asyncio.sleep(0.01)
        gc.collect()
        gc.disable()
        try:
            line = lines.pop(0)
            reference = weakref.ref(line.socket)
            await line.client.close()
            del line
            for _ in range(5):
                await asyncio.sleep(0.01)
            assert reference() is None
        finally:
            gc.enable()


async def test_of_so_many_it_is_known_that_they_were_met_and_of_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broadcasts, "MET", 2)
    sio, writers = build(), Grouped()
    async with crowd(sio, 5, writers) as lines:
        for line in lines:
            await line.socket.enter("s", "t")
        await meet(sio, *"rsrst")
        assert writers.grouped == [5, 5]
        await meet(sio, *"rr")  # the third made room for itself
        assert writers.grouped == [5, 5]
        await meet(sio, *"tr")
        assert writers.grouped == [5, 5, 5]


async def test_while_they_come_and_go_nobody_is_asked_how_they_are_reached() -> None:
    sio, writers = build(), Grouped()
    async with crowd(sio, 5, writers) as lines:
        for number in range(4):
            await lines[0].socket.enter("s")
            sio.emitter.emit("n", number, to="r")
            await asyncio.sleep(0.005)
        assert writers.grouped == []
        assert [line.heard for line in lines] == [[0, 1, 2, 3]] * 5
