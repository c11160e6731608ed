"""Several processes over a real Redis, and what happens when it goes away."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import socketio
from channels.layers import get_channel_layer

from channels_socketio import SocketIO, layer
from channels_socketio.testing import Communicator
from tests.channels_socketio.conftest import serving
from tests.channels_socketio.namespaces import build
from tests.support.redis import RedisServer


@pytest.fixture
async def pair(over_redis: RedisServer) -> AsyncIterator[tuple[SocketIO, SocketIO]]:
    """Two hubs that know of each other through Redis alone."""
    one, two = build("one", layer_timeout=500), build("two", layer_timeout=500)
    yield one, two
    over_redis.resume()
    over_redis.start()
    await one.close()
    await two.close()


async def _until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def _client(url: str) -> tuple[Any, "asyncio.Queue[tuple[Any, ...]]"]:
    client = socketio.AsyncClient(reconnection=False)
    said: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()
    client.on("said", lambda *args: said.put_nowait(args))
    await client.connect(url, transports=["websocket"])
    return client, said


async def test_two_processes_deliver_to_each_other_and_again_after_redis_was_killed(
    redis: RedisServer,
) -> None:
    with (
        serving(redis.url, "direct", worker="a") as first,
        serving(redis.url, worker="b") as second,
    ):
        one, _ = await _client(first.url)
        two, said = await _client(second.url)
        await two.call("enter", "room")
        await one.call("say", ("room", "hello", b"\x00\x01"))
        assert await asyncio.wait_for(said.get(), 5) == ("hello", b"\x00\x01")
        await one.call("say", (two.get_sid(), "to you"))
        assert await asyncio.wait_for(said.get(), 5) == ("to you",)
        redis.stop()
        await one.call("say", ("room", "while it was away"))
        await two.call("enter", "later")
        redis.start()
        assert await asyncio.wait_for(said.get(), 15) == ("while it was away",)
        await one.call("say", ("later", "afterwards"))
        assert await asyncio.wait_for(said.get(), 5) == ("afterwards",)
        for client in (one, two):
            await client.disconnect()


async def test_every_operation_reaches_the_sockets_of_another_process(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    one, two = pair
    async with Communicator(two) as here, Communicator(one) as there:
        sid = (await here.connect())["sid"]
        await there.connect()
        await here.call("enter", "user")
        one.emitter.sockets_join(to="user", rooms=["r1", "r2"])
        one.emitter.emit("news", 1, b"x", to="r1")
        assert await here.receive_event() == ["news", 1, b"x"]
        one.emitter.emit("news", 2, to=["r1", "r2", "user"])
        one.emitter.emit("news", 3, to="r1", skip_sid=sid)
        one.emitter.sockets_leave(to="user", rooms="r1")
        one.emitter.emit("news", 4, to="r1")
        one.emitter.emit("news", 5)
        assert await here.receive_event() == ["news", 2]
        assert await here.receive_event() == ["news", 5]
        assert await there.receive_event() == ["news", 5]
        assert set(two.hub.rooms()) == {"user", "r2"}
        one.emitter.disconnect_sockets(to=sid)
        await here.wait_closed()


async def test_a_room_entered_is_heard_at_once_from_anywhere(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    one, two = pair
    one.start()
    async with Communicator(two) as client:
        await client.connect()
        for number in range(30):
            await client.call("enter", f"room-{number}")
            one.emitter.emit("first", number, to=f"room-{number}")
            assert await client.receive_event() == ["first", number]


async def test_a_frozen_redis_holds_up_nobody_here_and_is_made_good_later(
    pair: tuple[SocketIO, SocketIO], over_redis: RedisServer
) -> None:
    one, two = pair
    async with Communicator(one) as a, Communicator(one) as b, Communicator(two) as c:
        for client in (a, b, c):
            await client.connect()
        await c.call("enter", "room")
        over_redis.pause()
        started = time.monotonic()
        assert await b.call("enter", "room") == ["room"]
        await a.call("say", "room", "hi")
        assert await b.receive_event() == ["said", "hi"]
        assert time.monotonic() - started < 4
        over_redis.resume()
        assert await c.receive_event() == ["said", "hi"]
        two.emitter.emit("said", "back", to="room")
        assert await b.receive_event() == ["said", "back"]
        await c.receive_event()
        await c.receive_nothing()


async def test_a_reader_that_died_without_an_error_is_replaced(
    pair: tuple[SocketIO, SocketIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "WATCH_SECONDS", 0.1)
    one, two = pair
    one.start()
    async with Communicator(two) as client:
        await client.connect()
        await client.call("enter", "room")
        shard = get_channel_layer()._get_layer()._shards[0]
        shard._receive_task.cancel()
        link = two.hub._link
        assert link is not None
        await _until(lambda: not link._held)
        await _until(lambda: len(link._held) == 4)
        one.emitter.emit("news", to="room")
        assert await client.receive_event() == ["news"]


async def test_a_process_without_a_server_emits_in_order(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    _, two = pair
    outside = build()
    async with Communicator(two) as client:
        await client.connect()
        await client.call("enter", "room")
        for number in range(50):
            await asyncio.to_thread(outside.emitter.emit, "tick", number, to="room")
        assert await asyncio.to_thread(outside.emitter.flush)
        ticks = [(await client.receive_event())[1] for _ in range(50)]
    assert ticks == list(range(50))


async def test_what_a_process_without_a_server_emits_waits_for_redis(
    pair: tuple[SocketIO, SocketIO], over_redis: RedisServer
) -> None:
    _, two = pair
    outside = build()
    async with Communicator(two) as client:
        await client.connect()
        await client.call("enter", "room")
        over_redis.stop()
        outside.emitter.emit("late", to="room")
        assert not await asyncio.to_thread(outside.emitter.flush, 0.3)
        over_redis.start()
        assert await asyncio.to_thread(outside.emitter.flush)


async def test_leaving_everything_leaves_nothing_subscribed(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    one, _ = pair
    async with Communicator(one) as client:
        await client.connect()
        await client.call("enter", "room")
        link = one.hub._link
        assert link is not None
        assert len(link._held) == 4
        await client.call("leave", "room")
        await _until(lambda: len(link._held) == 3)
    await _until(lambda: len(link._held) == 2)
