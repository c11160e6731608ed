"""THREATS "sid hijack" and "Flood" between workers: made-up sids, polls that are aborted."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest
from redis.asyncio import Redis

from channels_socketio import SocketIO
from channels_socketio.testing import request
from channels_socketio.testing.polling import exchange
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.workers import acquainted, until
from tests.support.redis import RedisServer

# After the first words nobody says anything of its own: what Redis is asked is what these do.
SILENT = {"peer_interval": 60_000, "peer_timeout": 120_000, "ping_interval": 60_000}
UNKNOWN = (400, 1)


@pytest.fixture
async def pair(over_redis: RedisServer) -> AsyncIterator[tuple[SocketIO, SocketIO]]:
    """Two workers over Redis."""
    owner, edge = build("w1", **SILENT), build("w2", **SILENT)
    async with acquainted(owner, edge):
        yield owner, edge


async def _published(redis: RedisServer) -> int:
    async with Redis.from_url(redis.url) as client:
        stats = await client.info("commandstats")
    return int(stats.get("cmdstat_publish", {"calls": 0})["calls"])


async def _quiet(redis: RedisServer) -> int:
    """Wait until the first words and probes are said; how many messages there were by then."""
    async with asyncio.timeout(10):
        while True:
            before = await _published(redis)
            await asyncio.sleep(0.6)  # longer than between a worker's first two words
            if await _published(redis) == before:
                return before


async def _ask(sio: SocketIO, method: str, sid: str) -> tuple[int, int]:
    query = f"EIO=4&transport=polling&sid={sid}"
    answer = await request(sio, method, query, b"3" * 10_000)
    return answer.status, orjson.loads(answer.body)["code"]


async def test_sids_of_workers_that_are_made_up_cost_the_layer_nothing(
    pair: tuple[SocketIO, SocketIO], over_redis: RedisServer
) -> None:
    _, edge = pair
    before = await _quiet(over_redis)
    made_up = ["w9." + "x" * 27, "w1.short", "w1", "", "w1." + "x" * 5_000, "w1/../w2." + "x" * 27]
    for number in range(300):
        sid = made_up[number % len(made_up)] or "%00"
        assert await _ask(edge, "POST" if number % 2 else "GET", sid) == UNKNOWN
    # A watch of the layer's own may have fallen into it: one probe.
    assert await _published(over_redis) - before <= 2


async def test_a_guess_at_a_live_workers_sid_is_one_question_and_its_answer(
    pair: tuple[SocketIO, SocketIO], over_redis: RedisServer
) -> None:
    owner, edge = pair
    before = await _quiet(over_redis)
    for number in range(50):
        assert await _ask(edge, "GET", f"w1.{number:027}") == UNKNOWN
    # The question, the answer, and that it came.
    assert 100 <= await _published(over_redis) - before <= 50 * 3 + 2
    assert not owner.http._owner._held
    await until(lambda: not owner.http._owner._unconfirmed)


async def test_relayed_polls_that_are_aborted_leave_nothing_on_either_worker(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    tasks = len(asyncio.all_tasks())
    for _ in range(60):
        answer = await request(owner, "GET", "EIO=4&transport=polling")
        query = f"EIO=4&transport=polling&sid={orjson.loads(answer.body[1:])['sid']}"
        assert (await request(edge, "POST", query, b'40{"quiet":true}')).body == b"ok"
        assert (await request(edge, "GET", query)).body.startswith(b"40")
        poll = exchange(edge, "GET", query)
        poll.feed(b"")
        await until(lambda: any(c.transport.writable() for c in owner.hub.connections))
        poll.abort()
        await until(lambda: not len(owner.hub.connections))
    await until(lambda: not owner.http._owner._held)
    await until(lambda: not owner.http._owner._unconfirmed)
    await until(lambda: len(asyncio.all_tasks()) <= tasks)
    assert not edge.hub.requests._tickets
    assert not owner.hub.rooms()
