"""Events between servers: no client sees them."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels_socketio import (
    AckTimeout,
    Namespace,
    NoServer,
    NoSharedLayer,
    PacketError,
    SocketIO,
    on_server,
)
from channels_socketio.testing import Communicator
from tests.channels_socketio.workers import acquainted, until

QUICK = {"peer_interval": 50, "peer_timeout": 2_000}


class Cluster(Namespace):
    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.gate = asyncio.Event()

    @on_server("told")
    async def told(self, *args: Any) -> None:
        self.heard.append(args)

    @on_server(7)
    async def seven(self, one: Any, two: bytes) -> dict[str, Any]:
        return {"name": self.name, "worker": self.emitter.hub.worker, "args": [one, two]}

    @on_server("fail on two")
    async def fail_on_two(self) -> Any:
        if self.emitter.hub.worker == "two":
            raise RuntimeError("as asked")
        return b""

    @on_server("wait")
    async def wait(self) -> str:
        self.heard.append("waiting")
        await self.gate.wait()
        return "waited"


class More(Cluster):
    @on_server("more")
    async def more(self) -> object:
        return object()


def _build(name: str, **options: Any) -> SocketIO:
    namespaces: Any = {"/": More, re.compile("/n-."): Cluster}
    return SocketIO(namespaces, worker=name, **QUICK, **options)


def _heard(sio: SocketIO, name: str = "/") -> list[Any]:
    namespace: Any = sio.namespaces[name]
    return list(namespace.heard)


@pytest.fixture
async def three() -> AsyncIterator[list[SocketIO]]:
    servers = [_build("one"), _build("two"), _build("three", server_events=2)]
    async with acquainted(*servers):
        yield servers


async def test_every_other_server_hears_it_in_order_and_no_client_does(
    three: list[SocketIO],
) -> None:
    one, two, three_ = three
    async with Communicator(two) as client:
        await client.connect()
        one.emitter.server_side_emit("told", 1, b"", {"a": [b"x"]})
        await asyncio.to_thread(one.emitter.server_side_emit, "told", 2)
        one.emitter.server_side_emit("nobody handles this")
        one.emitter.server_side_emit("told", 3, namespace="/n-x")
        one.emitter.server_side_emit("told", 4)
        for server in (two, three_):
            await until(lambda server=server: len(_heard(server)) == 3)  # type: ignore[misc]
            assert _heard(server) == [(1, b"", {"a": [b"x"]}), (2,), (4,)]
        assert _heard(one) == []
        await client.receive_nothing()


async def test_a_namespace_of_a_pattern_hears_its_own_where_it_is(three: list[SocketIO]) -> None:
    one, two, _ = three
    async with Communicator(two) as client:
        await client.connect("/n-x")
        one.emitter.server_side_emit("told", 1, namespace="/n-y")
        one.emitter.server_side_emit("told", 2, namespace="/n-x")
        await until(lambda: _heard(two, "/n-x"))
        assert _heard(two, "/n-x") == [(2,)]
        answers = await one.emitter.server_side_call(7, 1, b"\x00", namespace="/n-x")
        assert answers == {"two": {"name": "/n-x", "worker": "two", "args": [1, b"\x00"]}}


async def test_the_answers_of_all_other_servers_come_by_worker(three: list[SocketIO]) -> None:
    answers = await three[0].emitter.server_side_call(7, None, b"x")
    assert answers == {
        name: {"name": "/", "worker": name, "args": [None, b"x"]} for name in ("two", "three")
    }
    told = await three[1].emitter.server_side_call("told")
    assert told == {"one": None, "three": None}


async def test_who_does_not_answer_is_named_beside_the_answers_that_came(
    three: list[SocketIO], caplog: pytest.LogCaptureFixture
) -> None:
    one, _, three_ = three
    async with asyncio.timeout(3):
        with pytest.raises(AckTimeout, match="no answer of two") as caught:
            await one.emitter.server_side_call("fail on two", timeout=30)
    assert caught.value.answers == {"three": b""}
    assert caught.value.missing == 1
    assert caught.value.workers == {"two"}
    assert "as asked" in caplog.text
    for event in ("unknown", "more"):
        with pytest.raises(AckTimeout, match="no answer of three, two"):
            await one.emitter.server_side_call(event, timeout=30)
    with pytest.raises(AckTimeout) as caught:
        await one.emitter.server_side_call("wait", timeout=0.2)
    assert caught.value.workers == {"two", "three"}
    assert _heard(three_) == ["waiting"]


async def test_few_run_at_once_and_one_too_many_is_dropped(
    three: list[SocketIO], caplog: pytest.LogCaptureFixture
) -> None:
    one, two, three_ = three
    for _ in range(3):
        one.emitter.server_side_emit("wait")
    await until(lambda: len(_heard(two)) == 3)
    assert len(_heard(three_)) == 2
    assert "too many server events" in caplog.text
    namespace: Any = three_.namespaces["/"]
    namespace.gate.set()
    await until(lambda: three_.emitter._server_events._running == 0)
    one.emitter.server_side_emit("told", 1)
    await until(lambda: _heard(three_)[-1] == (1,))


async def test_reserved_names_and_what_cannot_be_sent_are_refused() -> None:
    sio = _build("one")
    with pytest.raises(PacketError, match="reserved"):
        sio.emitter.server_side_emit("connect")
    with pytest.raises(PacketError, match="reserved"):
        on_server("disconnect")
    with pytest.raises(PacketError):
        await sio.emitter.server_side_call("x", object())


async def test_outside_a_server_an_event_needs_a_shared_layer_and_an_answer_a_server() -> None:
    sio = _build("one")
    with pytest.raises(NoSharedLayer):
        sio.emitter.server_side_emit("told")
    with pytest.raises(NoServer):
        await sio.emitter.server_side_call("told")
