"""What one client may hold, send and leave unread, and for how long it may be silent."""

import asyncio
from typing import Any, cast

import pytest

from channels_socketio import Namespace, Socket, SocketIO
from channels_socketio.packet import Packet, PacketType
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import Everything, build


def _gone(sio: SocketIO) -> list[tuple[str, str]]:
    return cast(Everything, sio.namespaces["/"]).gone


async def test_an_idle_client_is_pinged_and_a_silent_one_is_closed() -> None:
    sio = build(ping_interval=50, ping_timeout=80)
    async with Communicator(sio) as client:
        await client.connect()
        for _ in range(3):
            assert await client.receive_frame() == "2"
            client.send_frame("3")
        await client.wait_closed()
    assert [reason for _, reason in _gone(sio)] == ["ping timeout"]
    await sio.close()


async def test_a_client_that_never_joins_is_closed() -> None:
    sio = build(connect_timeout=50)
    async with Communicator(sio) as client:
        assert await client.connect("/nowhere") == {"message": "Invalid namespace"}
        await client.wait_closed()
    await sio.close()


async def test_over_the_bound_of_clients_that_have_not_joined_the_oldest_is_closed() -> None:
    sio = build(max_pending=2)
    async with Communicator(sio) as joined:
        await joined.connect()
        async with Communicator(sio) as oldest, Communicator(sio) as a, Communicator(sio) as b:
            await oldest.wait_closed()
            assert sio.hub.connections.pending == 2
            for client in (a, b):
                await client.connect()
            assert sio.hub.connections.pending == 0
            assert await joined.call("echo", 1) == 1
    await sio.close()


async def test_where_nobody_may_wait_to_join_everyone_is_closed_at_once() -> None:
    sio = build(max_pending=0)
    client = Communicator(sio)
    await client.open_websocket()
    await client.wait_closed()
    await client.close()
    await Communicator(sio).close()
    assert not sio.hub.connections
    await sio.close()


async def test_those_who_were_refused_or_left_count_as_not_joined_too() -> None:
    sio = build(max_pending=2)
    async with Communicator(sio) as refused, Communicator(sio) as left:
        assert await refused.connect("/admin") == {"message": "no"}
        await left.connect()
        left.send_frame("41")
        assert await left.connect("/admin") == {"message": "no"}
        async with Communicator(sio) as last:
            await refused.wait_closed()
            for client in (left, last):
                assert "sid" in await client.connect()
        assert sio.hub.connections.pending == 0
    await sio.close()


async def test_a_client_that_sends_more_than_its_queue_holds_is_closed() -> None:
    sio = build(inbound_queue=5)
    async with Communicator(sio) as client:
        await client.connect()
        client.emit("slow", 0.05)
        for _ in range(8):
            client.emit("echo")
        await client.wait_closed()
    await sio.close()


async def test_waiting_events_are_bounded_in_bytes_too() -> None:
    sio = build(inbound_bytes=10_000)
    async with Communicator(sio) as client:
        await client.connect()
        for _ in range(3):
            assert await client.call("echo", "x" * 6_000) == "x" * 6_000
        client.emit("slow", 0.05, namespace="/")
        client.emit("echo", "x" * 6_000)
        client.emit("echo", "x" * 6_000)
        await client.wait_closed()
    async with Communicator(sio) as client:
        await client.connect()
        client.send_frame('452-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]')
        client.send_frame(b"x" * 10_000)
        await client.wait_closed()
    await sio.close()


async def test_events_that_wait_are_handled_as_they_came() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        client.emit("slow", 0.05)
        args: list[Any] = [[1.5, {"": [None, 2**64 - 1]}] * 200, b"one", {"b": [b""]}, "x" * 2_000]
        for _ in range(3):
            client.emit("echo")
            assert await client.call("echo", *args) == args
        client.emit("slow", 0.05)
        # One so deep cannot be written again: it is handled at once, or not at all.
        deep = '42["echo",' + "[" * 600 + "]" * 600 + "]"
        client.send_frame(deep)
        await client.wait_closed()
    assert [reason for _, reason in _gone(sio)] == ["parse error"]
    await sio.close()


async def test_a_client_that_joins_and_leaves_in_a_loop_is_closed() -> None:
    class Slow(Namespace):
        async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
            await asyncio.sleep(0.2)

    sio = SocketIO({"/": Slow})
    async with Communicator(sio) as client:
        for _ in range(20):
            client.send(Packet(PacketType.CONNECT))
            client.send(Packet(PacketType.DISCONNECT))
        await client.wait_closed()
    await sio.close()


async def test_a_reader_that_confirms_nothing_is_dropped() -> None:
    sio = build(outbound_bytes=100_000)
    async with Communicator(sio) as client:
        await client.connect()
        client.emit("burst", 1_000, 1_000)
        await client.wait_closed()
    assert [reason for _, reason in _gone(sio)] == ["slow reader"]
    await sio.close()


async def test_a_reader_that_keeps_up_gets_more_than_the_bound() -> None:
    sio = build(outbound_bytes=100_000)
    async with Communicator(sio) as client:
        await client.connect()
        client.emit("burst", 1_000, 1_000)
        for number in range(1_000):
            assert (await client.receive()).data[1] == number
    await sio.close()


async def test_what_is_held_while_joining_is_bounded() -> None:
    class Greeting(Namespace):
        async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
            for _ in range(20):
                await socket.emit("x", "y" * 1_000)

    sio = SocketIO({"/": Greeting}, outbound_bytes=10_000)
    async with Communicator(sio) as client:
        client.send(Packet(PacketType.CONNECT))
        await client.wait_closed()
    await sio.close()


async def test_a_client_may_be_closed_amid_what_was_held_for_it() -> None:
    class Greeting(Namespace):
        async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
            for size in [1_000] * 9 + [0] * 100:
                await socket.emit("x", "y" * size)

    sio = SocketIO({"/": Greeting}, outbound_bytes=10_000)
    async with Communicator(sio) as client:
        client.send(Packet(PacketType.CONNECT))
        await client.wait_closed()
    await sio.close()


async def test_a_client_that_leaves_its_last_namespace_is_closed_unless_it_joins_again() -> None:
    sio = build(connect_timeout=100)
    async with Communicator(sio) as stays, Communicator(sio) as client:
        for each in (stays, client):
            await each.connect()
            each.send_frame("41")
        await stays.connect()
        await client.wait_closed()
        stays.send_frame('42["e"]')
        assert len(sio.hub.connections) == 1
    await sio.close()


@pytest.mark.parametrize("frame", ["3", '42["nothing:of:ours"]', "430[]", "40/nowhere,"])
async def test_a_client_that_floods_is_closed_whatever_it_says(frame: str) -> None:
    sio = build(inbound_rate=1, inbound_burst=30)
    async with Communicator(sio) as client:
        await client.connect()
        for _ in range(40):
            client.send_frame(frame)
        await client.wait_closed()
    await sio.close()
