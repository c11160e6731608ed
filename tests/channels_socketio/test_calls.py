"""An event to many, and all their acks: three servers that know of each other."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels_socketio import AckTimeout, Namespace, NoServer, PacketError, Socket, SocketIO, on
from channels_socketio.decoder import decode_data
from channels_socketio.packet import Encoded, Packet, PacketType
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.workers import acquainted, until

QUICK = {"peer_interval": 50, "peer_timeout": 300, "ping_interval": 60_000}


@pytest.fixture
async def three() -> AsyncIterator[list[SocketIO]]:
    servers = [build(name, **QUICK) for name in ("one", "two", "three")]
    async with acquainted(*servers):
        yield servers


async def _answer(client: Communicator, *args: Any) -> Packet:
    """Acknowledge the next event that asks for it."""
    question = await client.receive_request()
    client.ack(question, *args)
    return question


def _acks(sio: SocketIO) -> int:
    """Acks that sockets of this server wait for."""
    return sum(len(socket._acks) for socket in sio.hub.sockets())


async def test_everyone_in_the_rooms_is_asked_once_in_every_process_and_all_answers_come(
    three: list[SocketIO],
) -> None:
    one, two, three_ = three
    async with (
        Communicator(one) as a,
        Communicator(two) as b,
        Communicator(two) as c,
        Communicator(three_) as d,
    ):
        clients = {"a": a, "b": b, "c": c, "d": d}
        sids = {name: (await client.connect())["sid"] for name, client in clients.items()}
        for client in (a, b, c):
            await client.call("enter", "r")
            await client.call("enter", "s")
        await c.call("enter", "not")
        call = asyncio.create_task(
            one.namespaces["/"].call("q", 1, b"", [b"x"], to=["r", "s"], skip_rooms="not")
        )
        assert (await _answer(a)).data == ["q", 1, b"", [b"x"]]
        assert (await _answer(b, b"", {"n": [b"yz", 2]}, None)).data == ["q", 1, b"", [b"x"]]
        assert await call == {sids["a"]: [], sids["b"]: [b"", {"n": [b"yz", 2]}, None]}
        for client in (c, d):
            await client.receive_nothing()
        call = asyncio.create_task(two.emitter.call("q", to=sids["d"], skip_sid=sids["a"]))
        await _answer(d, "d")
        assert await call == {sids["d"]: ["d"]}
        assert [_acks(server) for server in three] == [0, 0, 0]


async def test_nobody_is_asked_and_the_answer_is_here_at_once(three: list[SocketIO]) -> None:
    started = time.monotonic()
    nobody: list[Any] = ["nowhere", []]
    for to in nobody:
        assert await three[0].emitter.call("q", to=to, timeout=5) == {}
    assert time.monotonic() - started < 2


async def test_when_the_time_is_over_there_are_the_answers_so_far_and_how_many_are_missing(
    three: list[SocketIO],
) -> None:
    one, two, _ = three
    async with Communicator(one) as a, Communicator(two) as b, Communicator(two) as c:
        sids = [(await client.connect())["sid"] for client in (a, b, c)]
        call = asyncio.create_task(one.emitter.call("q", timeout=0.3))
        await _answer(b, "b")
        late = await c.receive_request()
        with pytest.raises(AckTimeout, match="2 of 3 clients did not answer") as caught:
            await call
        assert caught.value.answers == {sids[1]: ["b"]}
        assert caught.value.missing == 2
        assert caught.value.workers == {"one", "two"}
        await until(lambda: not _acks(one) and not _acks(two))
        c.ack(late, "too late")
        assert await c.call("echo", "alive") == "alive"


async def test_whoever_goes_meanwhile_counts_as_no_answer_at_once(three: list[SocketIO]) -> None:
    one, two, _ = three
    async with Communicator(one) as a, Communicator(two) as b, Communicator(two) as c:
        for client in (a, b, c):
            await client.connect()
        call = asyncio.create_task(one.emitter.call("q", timeout=30))
        await b.receive_request()
        await b.close()
        await _answer(c)
        (await a.receive_request())
        a.send(Packet(PacketType.DISCONNECT))
        async with asyncio.timeout(5):
            with pytest.raises(AckTimeout, match="2 of 3") as caught:
                await call
        assert len(caught.value.answers) == 1
        assert caught.value.workers == frozenset()


async def test_a_worker_that_leaves_takes_its_clients_with_it(three: list[SocketIO]) -> None:
    one, two, _ = three
    async with Communicator(one) as a, Communicator(two) as b:
        await a.connect()
        await b.connect()
        call = asyncio.create_task(one.emitter.call("q", timeout=30))
        await b.receive_request()
        for task in list(two.hub._tasks):
            task.cancel()
        await _answer(a)
        async with asyncio.timeout(5):
            with pytest.raises(AckTimeout) as caught:
                await call
        assert caught.value.missing == 1
        assert caught.value.workers == {"two"}


async def test_a_client_that_is_still_joining_answers_when_it_has_joined() -> None:
    go_on = asyncio.Event()

    class Slow(Namespace):
        async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
            await go_on.wait()
            await socket.enter("r")

    sio = SocketIO({"/": Slow})
    async with Communicator(sio) as client:
        client.send(Packet(PacketType.CONNECT))
        await until(lambda: list(sio.hub.sockets()))
        call = asyncio.create_task(sio.emitter.call("q"))
        await until(lambda: _acks(sio))
        go_on.set()
        assert (await client.receive()).type is PacketType.CONNECT
        await _answer(client, 1)
        assert list((await call).values()) == [[1]]
    await sio.close()


async def test_what_is_answered_is_bounded_and_what_cannot_be_handed_on_counts_as_none() -> None:
    one, two = build("one", **QUICK), build("two", **QUICK, answer_bytes=100)
    async with (
        acquainted(one, two),
        Communicator(two) as a,
        Communicator(two) as b,
        Communicator(one) as c,
    ):
        for client in (a, b, c):
            await client.connect()
        call = asyncio.create_task(one.emitter.call("q"))
        await _answer(a, "x" * 101)
        await _answer(b, "x")
        question = await c.receive_request()
        c.send_frame(f"43{question.id}[{'[' * 500}{']' * 500}]")
        with pytest.raises(AckTimeout) as caught:
            await call
        assert caught.value.missing == 3, "the first answer took all the room"
        call = asyncio.create_task(two.emitter.call("q", to=None))
        for client in (a, b):
            await _answer(client, "x" * 30)
        await _answer(c, b"y" * 30)
        with pytest.raises(AckTimeout) as caught:
            await call
        assert (len(caught.value.answers), caught.value.missing) == (2, 1)


async def test_a_handler_asks_its_room_and_hears_its_own_client_too() -> None:
    class Asking(Namespace):
        @on("ask all")
        async def ask_all(self, socket: Socket) -> int:
            return len(await self.call("q"))

    sio = SocketIO({"/": Asking})
    async with Communicator(sio) as a, Communicator(sio) as b:
        await a.connect()
        await b.connect()
        a.send(Packet(PacketType.EVENT, ["ask all"], id=1))
        await _answer(a)
        await _answer(b)
        assert (await a.receive()).data == [2]
    await sio.close()


async def test_other_loops_of_the_process_can_ask_and_other_processes_cannot() -> None:
    sio = build()
    with pytest.raises(NoServer):
        await sio.emitter.call("q")
    async with Communicator(sio) as client:
        await client.connect()
        with pytest.raises(PacketError):
            await sio.emitter.call("q", object())
        asking = asyncio.to_thread(lambda: asyncio.run(sio.emitter.call("q")))
        call = asyncio.create_task(asking)
        await _answer(client, "heard")
        assert list((await call).values()) == [["heard"]]
    await sio.close()


async def test_an_ack_in_the_tick_in_which_the_time_is_over_harms_nobody() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        (socket,) = sio.hub.sockets()
        call = asyncio.create_task(socket.call("q", timeout=30))
        question = await client.receive_request()
        call.cancel()
        socket.acknowledged(question.id, ["late"])
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await client.call("echo", 1) == 1
        assert _acks(sio) == 0
    await sio.close()


def test_what_was_encoded_is_read_as_it_was() -> None:
    assert decode_data(Encoded('{"_placeholder":true,"num":5}')) == {
        "_placeholder": True,
        "num": 5,
    }
    assert decode_data(Encoded('{"_placeholder":true,"num":0}', (b"a",))) == b"a"
    wrong = [Encoded("["), Encoded("[]", (b"a",))]
    for encoded in wrong:
        with pytest.raises(PacketError):
            decode_data(encoded)
