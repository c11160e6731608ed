"""Hub, emitter and what they stand on, in one process on the in-memory layer."""

import asyncio
import os
from typing import Any, ClassVar, cast

import pytest

from channels_socketio import (
    Namespace,
    PacketError,
    SocketIO,
    background,
    defaults,
    get_emitter,
    get_hub,
    on,
)
from channels_socketio.envelope import (
    worker_of,
)
from channels_socketio.mailbox import Mailbox, Running
from channels_socketio.registry import Registry
from channels_socketio.runners import Runners
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build


class Shout:
    """An event declared as a model, in the shape of Pydantic's."""

    event: ClassVar[str] = "shout"

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def model_validate(cls, obj: Any) -> "Shout":
        if not isinstance(obj, dict) or not isinstance(obj.get("text"), str):
            raise ValueError("text is missing")
        return cls(obj["text"])

    def model_dump(self, *, mode: str = "python") -> dict[str, Any]:
        return {"text": self.text}


class Shouting(Namespace):
    @on(Shout)
    async def shout(self, socket: Any, data: Shout) -> str:
        await self.emit(Shout(data.text.upper()), to=socket.sid)
        return data.text


class LouderShouting(Shouting):
    @on("whisper")
    async def whisper(self, socket: Any) -> None:
        return None


async def test_events_by_model_are_validated_and_emitted_as_one_object() -> None:
    sio = SocketIO({"/": LouderShouting})
    async with Communicator(sio) as client:
        await client.connect()
        assert await client.call("shout", {"text": "hi"}) == "hi"
        assert await client.receive_event() == ["shout", {"text": "HI"}]
        attempts: list[list[Any]] = [[], [1], [{}], [{"text": "a"}, {"text": "b"}]]
        for bad in attempts:
            assert await client.call("shout", *bad) == {"error": "invalid arguments"}
        assert await client.call("whisper") is None
    assert set(Shouting.handlers) == {"shout"}
    await sio.close()


@pytest.mark.parametrize("name", ["connect", "disconnect", "error", "newListener"])
def test_reserved_events_have_no_handlers(name: str) -> None:
    with pytest.raises(ValueError, match="reserved"):
        on(name)


async def test_whoever_is_in_several_rooms_gets_it_once_and_nobody_means_nobody() -> None:
    sio = build()
    async with Communicator(sio) as one, Communicator(sio) as two:
        sid = (await one.connect())["sid"]
        await two.connect()
        for room in ("a", "b"):
            await one.call("enter", room)
        sio.emitter.emit("x", 1, to=["a", "b", sid])
        sio.emitter.emit("x", 2, to=[])
        sio.emitter.emit("x", 3, to="nowhere")
        sio.hub.deliver("x", 4, to=["b", "b"], skip_sid=["unknown"])
        sio.hub.deliver("x", 5, to=None, skip_sid=sid)
        assert await one.receive_event() == ["x", 1]
        assert await one.receive_event() == ["x", 4]
        assert await two.receive_event() == ["x", 5]
        await one.receive_nothing()
        await two.receive_nothing()
    await sio.close()


async def test_threads_emit_in_the_order_of_their_calls() -> None:
    sio = build()
    async with Communicator(sio) as client:
        sid = (await client.connect())["sid"]

        def work() -> None:
            sio.emitter.sockets_join(to=sid, rooms="r")
            for number in range(100):
                sio.emitter.emit("n", number, to="r")
            sio.emitter.sockets_leave(to=sid, rooms="r")
            sio.emitter.emit("n", 100, to="r")
            sio.emitter.emit("n", 101, to=sid)

        await asyncio.to_thread(work)
        numbers = [(await client.receive_event())[1] for _ in range(101)]
        assert numbers == [*range(100), 101]
        sio.emitter.disconnect_sockets(to=sid, close=False)
        await client.receive()
        assert list(sio.hub.sockets()) == []
    await sio.close()


async def test_what_cannot_be_encoded_is_the_senders_error() -> None:
    sio = build()
    with pytest.raises(PacketError):
        sio.emitter.emit("x", object())


def test_a_sid_names_its_worker() -> None:
    sid = SocketIO({}, worker="w-1").hub.new_sid()
    assert worker_of(sid) == "w-1"
    assert worker_of("room.5") is None


async def test_a_background_task_is_started_again_when_it_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(background, "RESTART_SECONDS", 0.0)
    sio = build()
    runs: list[str] = []
    twice, late = asyncio.Event(), asyncio.Event()

    async def failing() -> None:
        runs.append("run")
        if len(runs) == 1:
            raise RuntimeError("once")
        twice.set()

    async def added_later() -> None:
        late.set()
        await asyncio.Event().wait()

    sio.hub.add_background(failing)
    sio.start()
    sio.start()
    sio.hub.add_background(added_later)
    async with asyncio.timeout(5):
        await twice.wait()
        await late.wait()
    assert "background task failed" in caplog.text
    await sio.close()


def test_a_hub_starts_anew_on_another_loop_and_emits_to_nobody_between() -> None:
    sio = build()

    async def visit() -> None:
        async with Communicator(sio) as client:
            await client.connect()
            assert len(list(sio.hub.sockets())) == 1
            assert await client.call("enter", "room") == ["room"]

    for _ in range(2):
        asyncio.run(visit())
        sio.emitter.emit("nobody is here")
        sio.emitter.emit("nobody is here")
    assert sio.emitter.flush()


async def test_a_mailbox_outlives_a_job_that_fails() -> None:
    running = Running(Runners())
    mailbox = Mailbox(running)
    done: list[int] = []

    async def job(number: int) -> None:
        if number == 1:
            raise RuntimeError("first")
        done.append(number)

    mailbox.put(lambda: job(1), 10)
    mailbox.put(lambda: job(2), 10)
    assert (len(mailbox), mailbox.bytes) == (2, 20)
    await running.finished(5)
    assert (done, mailbox.bytes) == ([2], 0)


def test_what_is_not_registered_is_in_no_room() -> None:
    registry = Registry()
    sio = build()

    class Stranger:
        sid = sio.hub.new_sid()
        room_names: ClassVar[list[str]] = []

    stranger: Any = Stranger()
    registry.enter(stranger, "room")
    assert registry.remove(stranger) == []
    assert not registry.leave(stranger, "room")
    assert dict(registry.rooms) == {}


def test_a_forked_process_has_names_of_its_own() -> None:
    hub = SocketIO({}).hub
    before = (hub.worker, hub.origin)
    assert (hub.worker, hub.origin) == before
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, f"{hub.worker} {hub.origin}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    names = os.read(reader, 1_000).decode().split()
    os.close(reader)
    os.close(writer)
    assert not {*names} & {*before}
    assert len({*names}) == 2
    assert (hub.worker, hub.origin) == before


def test_code_that_cannot_import_the_server_finds_its_emitter_and_hub(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(defaults, "_emitter", None)
    assert get_hub() is None
    assert get_emitter() is get_emitter()
    sio = SocketIO({})
    assert get_emitter() is sio.emitter
    assert get_hub() is None

    async def start() -> None:
        sio.start()
        assert get_hub() is sio.hub
        await sio.close()

    asyncio.run(start())


async def test_a_thread_that_emits_while_the_loop_closes_is_told_that_nothing_was_done() -> None:
    sio = build()
    sio.start()
    loop = sio.hub.loop

    class Closing:
        def is_running(self) -> bool:
            return True

        def call_soon_threadsafe(self, *args: Any) -> None:
            raise RuntimeError("Event loop is closed")

    sio.hub.loop = cast(Any, Closing())
    assert not await asyncio.to_thread(sio.hub.submit, print)
    sio.hub.loop = loop
    await sio.close()


async def test_an_observer_sees_each_event_after_it_was_delivered() -> None:
    sio = build()
    seen: list[str] = []
    sio.hub.observe(lambda envelope: seen.append(envelope.body))
    sio.start()
    sio.emitter.emit("a", 1)
    await asyncio.to_thread(sio.emitter.emit, "b", to="room")
    sio.emitter.sockets_leave(to="room", rooms="other")
    await asyncio.sleep(0)
    assert seen == ['["a",1]', '["b"]']
    await sio.close()
