"""Emitting from a process without a server: a script of its own, over a real Redis."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import cast

import pytest

from channels_socketio import AckTimeout, SocketIO
from channels_socketio.testing import Communicator
from tests.channels_socketio.conftest import ROOT
from tests.channels_socketio.namespaces import Everything, build
from tests.channels_socketio.workers import acquainted, until
from tests.support.redis import RedisServer

SCRIPT = """
import sys
from tests.channels_socketio.server import configure
configure(sys.argv[1] if len(sys.argv) > 1 else None)
from channels_socketio import get_emitter
emitter = get_emitter()
emitter.sockets_join(to=None, rooms="r")
emitter.emit("news", 1, b"", to="r", skip_rooms="other", volatile=True)
emitter.server_side_emit("told", 2, b"x")
emitter.emit("news", 3, namespace="/room-5")
emitter.disconnect_sockets(to="r")
"""


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.fixture
async def pair(over_redis: RedisServer) -> AsyncIterator[tuple[SocketIO, SocketIO]]:
    """Two servers that know of each other through Redis alone."""
    quick = {"layer_timeout": 500, "peer_interval": 200, "peer_timeout": 60_000}
    one, two = build("one", **quick), build("two", **quick)
    async with acquainted(one, two):
        yield one, two
        over_redis.resume()


async def test_a_script_does_with_sockets_and_servers_what_a_handler_does(
    pair: tuple[SocketIO, SocketIO], over_redis: RedisServer
) -> None:
    async with Communicator(pair[0]) as a, Communicator(pair[1]) as b:
        for client in (a, b):
            await client.connect()
            await client.connect("/room-5", {"name": "ann"})
        run = await asyncio.to_thread(_run, over_redis.url)
        assert run.returncode == 0, run.stderr
        for client in (a, b):
            assert await client.receive_event() == ["news", 1, b""]
            assert await client.receive_event() == ["news", 3]
            await client.wait_closed()
        everything = [cast(Everything, server.namespaces["/"]) for server in pair]
        await until(lambda: all(namespace.told == [(2, b"x")] for namespace in everything))


def test_a_script_that_nobody_could_hear_is_told_what_to_configure() -> None:
    run = _run()
    assert run.returncode == 1
    assert "NoSharedLayer" in run.stderr
    assert "CHANNEL_LAYERS['default']" in run.stderr


async def test_while_redis_is_frozen_a_call_has_the_answers_of_its_own_process(
    pair: tuple[SocketIO, SocketIO], over_redis: RedisServer
) -> None:
    one, two = pair
    async with Communicator(one) as a, Communicator(two) as b:
        sid = (await a.connect())["sid"]
        await b.connect()
        over_redis.pause()
        call = asyncio.create_task(one.emitter.call("q", timeout=0.5))
        question = await a.receive_request()
        a.ack(question, "here")
        with pytest.raises(AckTimeout) as caught:
            await call
        assert caught.value.answers == {sid: ["here"]}
        assert caught.value.workers == {"two"}
        found = await one.emitter.fetch_sockets()
        assert [socket.sid for socket in found] == [sid]
        assert found.missing == {"two"}
        over_redis.resume()
        await one.hub.flush()
        assert await one.emitter.call("q", to="nowhere", timeout=5) == {}
