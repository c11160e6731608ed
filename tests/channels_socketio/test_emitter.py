"""What is emitted, and whom it reaches: two servers that share nothing but the layer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels_socketio import PacketError, SocketIO
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build


@pytest.fixture
async def pair() -> AsyncIterator[tuple[SocketIO, SocketIO]]:
    one, two = build("one"), build("two")
    yield one, two
    await one.close()
    await two.close()


async def test_whoever_is_in_a_room_to_skip_is_left_out_in_every_process(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    one, two = pair
    async with Communicator(one) as a, Communicator(two) as b, Communicator(two) as c:
        for client, rooms in ((a, ["r", "skip"]), (b, ["r"]), (c, ["r", "also"])):
            await client.connect()
            for room in rooms:
                await client.call("enter", room)
        one.emitter.emit("x", 1, to="r", skip_rooms=["skip", "also"])
        one.emitter.emit("x", 2, skip_rooms="skip")
        await one.namespaces["/"].emit("x", 3, to="r", skip_rooms="also")
        one.hub.deliver("x", 4, to=None, skip_rooms="nowhere")
        assert [await b.receive_event() for _ in range(3)] == [["x", 1], ["x", 2], ["x", 3]]
        assert await c.receive_event() == ["x", 2]
        assert [await a.receive_event() for _ in range(2)] == [["x", 3], ["x", 4]]
        for client in (a, b, c):
            await client.receive_nothing()


async def test_sockets_of_every_process_join_and_leave_and_are_disconnected(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    one, two = pair
    async with Communicator(one) as a, Communicator(two) as b:
        await a.connect()
        await b.connect()
        two.emitter.sockets_join(to=None, rooms=["r", "s"])
        two.emitter.emit("x", 1, to="r")
        assert await a.receive_event() == await b.receive_event() == ["x", 1]
        two.emitter.sockets_leave(to="s", rooms="r")
        two.emitter.emit("x", 2, to="r")
        two.emitter.disconnect_sockets(to=[])
        two.emitter.emit("x", 3)
        assert await a.receive_event() == await b.receive_event() == ["x", 3]
        two.emitter.disconnect_sockets(to=None)
        await a.wait_closed()
        await b.wait_closed()


async def test_a_volatile_event_is_dropped_where_the_transport_cannot_be_written(
    pair: tuple[SocketIO, SocketIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    async with Communicator(one) as a, Communicator(two) as b:
        await a.connect()
        await b.connect()
        # What one tick of the loop says is not out before the next.
        for number in range(3):
            one.emitter.emit("x", number, volatile=True)
        (socket,) = one.hub.sockets()
        await socket.emit("x", 3, volatile=True)
        one.hub.deliver("x", 4, to=None, volatile=True)
        assert await a.receive_event() == ["x", 0]
        await a.receive_nothing()
        await socket.emit("x", 5, volatile=True)
        assert await a.receive_event() == ["x", 5]
        while (await b.receive_event())[1] != 2:
            pass
        (other,) = two.hub.sockets()
        monkeypatch.setattr(other.connection.transport, "writable", lambda: False)
        await one.namespaces["/"].emit("x", 6, volatile=True)
        one.emitter.emit("x", 7)
        assert await b.receive_event() == ["x", 7]


@pytest.mark.parametrize(
    "name", ["connect", "connect_error", "disconnect", "disconnecting", "newListener"]
)
async def test_reserved_names_are_refused_on_emit(name: str) -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        (socket,) = sio.hub.sockets()
        with pytest.raises(PacketError, match="reserved"):
            sio.emitter.emit(name)
        with pytest.raises(PacketError, match="reserved"):
            await socket.emit(name, volatile=True)
        with pytest.raises(PacketError, match="reserved"):
            await socket.call(name)
        await client.receive_nothing()
    await sio.close()


async def test_numbers_are_names_but_nothing_that_clients_would_close_on() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        sio.emitter.emit(7, "a")
        sio.emitter.emit(0.5)
        assert await client.receive_event(7) == [7, "a"]
        assert await client.receive_event() == [0.5]
        wrong: list[Any] = [True, float("nan"), float("inf")]
        for name in wrong:
            with pytest.raises(PacketError, match="no event name"):
                sio.emitter.emit(name)
    await sio.close()


async def test_a_socket_that_is_still_joining_takes_nothing_volatile() -> None:
    sio = build()
    async with Communicator(sio) as client:
        client.send_frame("40")
        while not list(sio.hub.sockets()):
            await asyncio.sleep(0)
        (socket,) = sio.hub.sockets()
        assert not socket.writable
        sio.emitter.emit("x", 1, volatile=True)
        sio.emitter.emit("x", 2)
        await client.receive()
        assert await client.receive_event() == ["x", 2]
    await sio.close()


async def test_a_client_reads_what_it_waits_for_whatever_came_before() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        for name in ("a", "b", "c"):
            sio.emitter.emit(name)
        assert await client.receive_event("c") == ["c"]
        assert await client.receive_event("b") == ["b"]
        assert await client.receive_event() == ["a"]
    await sio.close()
