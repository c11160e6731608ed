"""Who is in a room, in every process."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import override_settings

from channels_socketio import NoServer, RemoteSocket, fetching
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.workers import acquainted

QUICK = {"peer_interval": 50, "peer_timeout": 2_000, "peer_answer": 500}


async def test_the_sockets_of_all_workers_are_found_with_what_is_known_of_them() -> None:
    one, two = build("one", **QUICK), build("two", **QUICK)
    ann = SimpleNamespace(pk=7)
    async with (
        acquainted(one, two),
        Communicator(one, user=ann) as a,
        Communicator(two, scope={"client": None}) as b,
        Communicator(two) as c,
    ):
        sids = [(await client.connect(auth={"n": 1}))["sid"] for client in (a, b, c)]
        await a.call("enter", "r")
        await b.call("enter", "r")
        await b.call("enter", "s")
        (mine,) = one.hub.sockets()
        mine.data |= {"text": "é", "user": object(), 5: "no text", "binary": b""}  # type: ignore[dict-item]
        found = await two.emitter.fetch_sockets(to="r")
        assert found.missing == frozenset()
        assert sorted(found, key=lambda socket: socket.worker) == [
            RemoteSocket(
                sid=sids[0],
                worker="one",
                namespace="/",
                rooms=frozenset({"r"}),
                data={"auth": {"n": 1}, "text": "é"},
                transport="websocket",
                user="7",
                address="127.0.0.1",
            ),
            RemoteSocket(
                sid=sids[1],
                worker="two",
                namespace="/",
                rooms=frozenset({"r", "s"}),
                data={"auth": {"n": 1}},
                transport="websocket",
                user=None,
                address=None,
            ),
        ]
        everyone = await one.emitter.fetch_sockets()
        assert {socket.sid for socket in everyone} == set(sids)
        (only,) = await one.emitter.fetch_sockets(skip_rooms="s", skip_sid=sids[0])
        assert only.sid == sids[2]
        assert await one.emitter.fetch_sockets(to=[]) == []
        assert await one.emitter.fetch_sockets(namespace="/admin") == []


async def test_many_come_in_several_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "CHUNK", 2)
    one, two = build("one", **QUICK), build("two", **QUICK)
    async with acquainted(one, two):
        clients = [Communicator(two) for _ in range(5)]
        for client in clients:
            await client.open()
            await client.connect()
        assert len(await one.emitter.fetch_sockets()) == 5
        assert len(await two.emitter.fetch_sockets()) == 5
        for client in clients:
            await client.close()


async def test_a_worker_that_does_not_answer_is_named() -> None:
    one, two = build("one", **QUICK), build("two", **QUICK)
    async with acquainted(one, two), Communicator(one) as client:
        await client.connect()
        two.hub.requests.serve("fetch", lambda question: None)
        found = await one.emitter.fetch_sockets()
        assert len(found) == 1
        assert found.missing == {"two"}


async def test_it_is_for_the_servers_process_alone_and_there_for_any_loop() -> None:
    with override_settings(CHANNEL_LAYERS={}):
        sio = build()
        with pytest.raises(NoServer, match="here none does"):
            await sio.emitter.fetch_sockets()
        async with Communicator(sio) as client:
            await client.connect()
            fetch: Any = sio.emitter.fetch_sockets
            assert len(await asyncio.to_thread(lambda: asyncio.run(fetch()))) == 1
        await sio.close()
        with pytest.raises(NoServer):
            await sio.emitter.fetch_sockets()
