"""What threads ask of the loop: in their order, and what came together at once."""

import asyncio
import threading
from functools import partial
from typing import Any, cast

import pytest

from channels_socketio.envelope import Envelope
from channels_socketio.joining import MOST_BYTES
from channels_socketio.submissions import Sending, Submissions
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.plain_script import opened
from tests.channels_socketio.test_consumers import MemoryWriter, _joined
from tests.channels_socketio.workers import until


def _sending(number: int) -> Sending:
    return Envelope(op="emit", origin="test", number=number), ()


class Told:
    """What was sent, as many at a time as came together, and what was called, by name."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.submissions = Submissions(self._send)

    def _send(self, sendings: list[Sending]) -> None:
        self.done.append([envelope.number for envelope, _ in sendings])
        if any(envelope.number == 13 for envelope, _ in sendings):
            raise RuntimeError("unlucky")

    def put(self, *whats: int | str) -> None:
        """As a thread does: a number is sent, a word is called."""
        loop = asyncio.get_running_loop()
        thread = threading.Thread(target=self._put, args=(loop, whats))
        thread.start()
        thread.join()

    def _put(self, loop: asyncio.AbstractEventLoop, whats: tuple[int | str, ...]) -> None:
        for what in whats:
            if isinstance(what, int):
                assert self.submissions.put(loop, [_sending(what)])
            else:
                assert self.submissions.put(loop, partial(self._call, what))

    def _call(self, word: str) -> None:
        self.done.append(word)
        if word == "fail":
            raise RuntimeError("it failed")


async def test_what_came_before_the_loop_looks_is_sent_at_once() -> None:
    told = Told()
    told.put(1, 2)
    told.put(3)
    assert told.done == []
    await asyncio.sleep(0)
    assert told.done == [[1, 2, 3]]
    told.put(4)
    await asyncio.sleep(0)
    assert told.done == [[1, 2, 3], [4]]


async def test_calls_keep_their_place_among_what_is_sent() -> None:
    told = Told()
    told.put("first", 1, 2, "between", 3)
    await asyncio.sleep(0)
    assert told.done == ["first", [1, 2], "between", [3]]


async def test_one_that_fails_is_logged_and_the_others_are_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = Told()
    told.put("fail", 13, "next", 2)
    await asyncio.sleep(0)
    assert told.done == ["fail", [13], "next", [2]]
    assert "it failed" in caplog.text
    assert "unlucky" in caplog.text


async def test_what_was_asked_of_a_loop_that_ended_is_forgotten() -> None:
    told = Told()
    told.put(1)
    told.submissions.clear()
    await asyncio.sleep(0)
    assert told.done == []
    closed = asyncio.new_event_loop()
    closed.close()
    assert not told.submissions.put(closed, [_sending(2)])
    told.put(3)
    await asyncio.sleep(0)
    assert told.done == [[3]]


async def test_events_of_one_moment_are_written_at_once_to_each_who_gets_them() -> None:
    sio = build()
    writer = MemoryWriter()
    client = Communicator(sio, extensions={"websocket.writer": writer})
    await _joined(client, writer)
    writes: list[bytes] = []
    cast(Any, writer).write = writes.append

    def emit() -> None:
        with sio.emitter.together():
            for number in range(2):
                sio.emitter.emit("x", number)
            with sio.emitter.together():
                sio.emitter.emit("x", 2)
            assert writes == []

    await asyncio.to_thread(emit)
    await until(lambda: writes)
    assert writes == [b"".join(b'\x81\x0942["x",%d]' % n for n in range(3))]
    writes.clear()
    emit()  # from the loop's own thread
    await until(lambda: writes)
    assert len(writes) == 1
    await client.close()
    await sio.close()


@pytest.mark.parametrize("recovery", [0, 60_000])
async def test_all_get_the_events_of_one_moment_in_their_order(recovery: int) -> None:
    sio = build(connection_state_recovery=recovery)
    long = "y" * (MOST_BYTES // 3)

    def emit() -> None:
        with sio.emitter.together():
            emit_all()

    def emit_all() -> None:
        for number in range(8):
            sio.emitter.emit("x", number, long)
        sio.emitter.emit("to none", to="nowhere")
        sio.emitter.emit("maybe", volatile=True)
        for number in (8, 9):
            sio.emitter.emit("x", number)

    client = Communicator(sio)
    await client.open()
    await client.connect()
    async with opened(sio) as plain:
        await asyncio.to_thread(emit)
        heard = [(await client.receive_event("x"))[1] for _ in range(10)]
        read: list[Any] = []
        while 9 not in read:
            name, *rest = await plain.receive()
            read += [rest[0][0] if isinstance(rest[0], list) else rest[0]] if name == "x" else []
    assert heard == list(range(10))
    assert read == list(range(10))
    await client.close()
    await sio.close()
