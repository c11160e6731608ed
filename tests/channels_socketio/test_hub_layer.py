"""The hub and the channel layer: what is taken from it, and what is done when it fails."""

import asyncio
import logging
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.test import override_settings

from channels_socketio import NoSharedLayer
from channels_socketio import hub as hub_module
from channels_socketio import layer as layer_module
from channels_socketio.envelope import (
    Envelope,
    dump,
    group_name,
    worker_group,
)
from channels_socketio.layer import LayerLink
from channels_socketio.options import Options
from channels_socketio.publisher import Publisher, is_alone
from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.workers import until


async def test_hubs_in_one_process_hear_each_other_over_the_layer_and_nothing_twice() -> None:
    one, two = build("one"), build("two")
    two_path = build("three", path="/other/")
    async with (
        Communicator(one) as a,
        Communicator(two) as b,
        Communicator(two_path) as c,
    ):
        for client in (a, b, c):
            await client.connect()
        await b.call("enter", "room")
        one.emitter.emit("x", to=["room", "other"])
        one.emitter.emit("y")
        assert await b.receive_event() == ["x"]
        assert await b.receive_event() == ["y"]
        assert await a.receive_event() == ["y"]
        await c.receive_nothing()
    for sio in (one, two, two_path):
        await sio.close()


async def test_an_envelope_seen_is_passed_over_and_few_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "SEEN_ENVELOPES", 2)
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        for number in (1, 1, 2, 3, 1):
            body = f'["n",{number}]'
            sio.hub._receive(Envelope(op="emit", origin="x", number=number, body=body))
        assert [(await client.receive_event())[1] for _ in range(4)] == [1, 2, 3, 1]
        assert len(sio.hub._seen) == 2
    await sio.close()


async def test_junk_on_the_layer_is_logged_and_passed_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sio = build("w")
    async with Communicator(sio) as client:
        await client.connect()
        layer = get_channel_layer()
        home = worker_group("/socket.io/", "w")
        await layer.group_send(home, {"type": "websocket.disconnect"})
        body = '["x",{"type":"websocket.disconnect"}]'
        envelope = Envelope(op="emit", origin="other", number=1, body=body)
        await layer.group_send(home, dump(Envelope(op="probe", origin="other", number=1)))
        await layer.group_send(home, dump(envelope))
        assert await client.receive_event() == ["x", {"type": "websocket.disconnect"}]
    assert "not an envelope" in caplog.text
    await sio.close()


@pytest.mark.parametrize("layers", [None, {}], ids=["in memory", "none"])
async def test_outside_a_server_without_a_shared_layer_there_is_one_clear_error(
    layers: dict[str, Any] | None,
) -> None:
    sio = build()
    with override_settings(CHANNEL_LAYERS=settings.CHANNEL_LAYERS if layers is None else layers):
        with pytest.raises(NoSharedLayer, match="RedisPubSubChannelLayer") as caught:
            sio.emitter.emit("a")
        assert caught.value.alias == "default"
        sio.start()
        await asyncio.to_thread(sio.emitter.emit, "b")
        await sio.close()
        sio.emitter.emit("a server that was closed has nobody left to tell")


async def test_without_any_layer_a_process_serves_its_own_sockets() -> None:
    with override_settings(CHANNEL_LAYERS={}):
        sio = build()
        async with Communicator(sio) as client:
            sid = (await client.connect())["sid"]
            await client.call("enter", "room")
            sio.emitter.sockets_join(to=sid, rooms="r")
            await asyncio.to_thread(sio.emitter.emit, "x", to="r")
            assert await client.receive_event() == ["x"]
            await client.call("leave", "room")
        await sio.hub.flush()
        await sio.close()


async def test_the_backlog_is_bounded_and_what_is_too_old_is_dropped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[int] = []
    up = asyncio.Event()

    class Failing:
        async def group_send(self, group: str, message: dict[str, Any]) -> None:
            if not up.is_set():
                raise OSError("down")
            sent.append(message["n"])

    async def recover() -> None:
        await up.wait()

    publisher = Publisher(Failing(), Options(layer_queue=3, layer_backlog=50), recover=recover)
    publisher.put(["g"], {"n": 0})
    task = asyncio.create_task(publisher.run())
    await asyncio.sleep(0.1)
    for number in range(1, 6):
        publisher.put(["g"], {"n": number})
    up.set()
    await publisher.drained.wait()
    assert sent == [3, 4, 5]
    assert caplog.text.count("backlog full") == 2
    assert "too old" in caplog.text
    task.cancel()


async def test_what_is_too_old_when_its_turn_comes_is_not_published(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[int] = []

    class Working:
        async def group_send(self, group: str, message: dict[str, Any]) -> None:
            sent.append(message["n"])

    async def recover() -> None:
        raise AssertionError("nothing failed")

    publisher = Publisher(Working(), Options(), recover=recover)
    publisher.put(["g"], {"n": 0}, keep=10)
    publisher.put(["g"], {"n": 1})
    await asyncio.sleep(0.02)
    task = asyncio.create_task(publisher.run())
    await publisher.drained.wait()
    assert sent == [1]
    assert "too old" in caplog.text
    task.cancel()


async def test_a_layer_that_fails_to_join_and_to_leave_is_tried_until_it_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        layer = get_channel_layer()
        for name in ("group_add", "group_discard"):
            failures = iter([OSError("down"), OSError("down")])
            works = getattr(layer, name)

            async def flaky(*args: Any, _failures: Any = failures, _works: Any = works) -> None:
                for failure in _failures:
                    raise failure
                await _works(*args)

            monkeypatch.setattr(layer, name, flaky)
        link = sio.hub._link
        assert link is not None
        assert await client.call("enter", "room") == ["room"]
        async with asyncio.timeout(5):
            while len(link._held) < 4:
                await asyncio.sleep(0.01)
        await client.call("leave", "room")
        async with asyncio.timeout(5):
            while len(link._held) > 3:
                await asyncio.sleep(0.01)
    assert "not joined" in caplog.text
    assert "not left" in caplog.text
    await sio.close()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
async def test_one_that_leaves_while_it_joins_leaves_nothing_behind(turns: int) -> None:
    sio = build()
    client = Communicator(sio)
    await client.open()
    (connection,) = sio.hub.connections
    connection.receive("40")
    for _ in range(turns):
        await asyncio.sleep(0)
    connection.receive("41")
    async with asyncio.timeout(2):
        await client.close()
    assert not connection._running
    assert not list(sio.hub.sockets())
    assert sio.hub._link is not None
    assert group_name("/socket.io/", "/", None) not in sio.hub._link._waiting
    await sio.close()


async def test_a_group_whose_probes_never_come_back_is_not_held(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # In memory nothing is probed: this one is taken for a layer with something between.
    monkeypatch.setattr(layer_module, "keeps_its_word", lambda layer: False)
    sio = build(layer_timeout=50)
    async with Communicator(sio) as client:
        await client.connect()
        layer, link = get_channel_layer(), sio.hub._link
        assert link is not None
        held = set(link._held)
        works = layer.group_send

        async def lose(*args: Any) -> None:
            pass

        monkeypatch.setattr(layer, "group_send", lose)
        assert await client.call("enter", "room") == ["room"], "it is tried on meanwhile"
        assert link._held == held
        monkeypatch.setattr(layer, "group_send", works)
        await until(lambda: len(link._held) == len(held) + 1)
    assert "no echo" in caplog.text
    await sio.close()


async def test_in_memory_a_group_is_held_without_a_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []

    async def keep(*message: Any) -> None:
        sent.append(message)

    monkeypatch.setattr(get_channel_layer(), "group_send", keep)
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        assert await client.call("enter", "room") == ["room"]
        assert sio.hub._link is not None
        assert group_name("/socket.io/", "/", "room") in sio.hub._link._held
    assert not [group for group, message in sent if message["op"] == "probe"]
    await sio.close()


async def test_a_layer_that_fails_to_receive_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = build("one"), build("two")
    async with Communicator(two) as client:
        await client.connect()
        one.start()
        layer = get_channel_layer()
        works = layer.receive
        failures = iter([OSError("cut")])

        async def flaky(channel: str) -> Any:
            for failure in failures:
                raise failure
            return await works(channel)

        monkeypatch.setattr(layer, "receive", flaky)
        one.emitter.emit("x", 1)
        assert await client.receive_event() == ["x", 1]
        one.emitter.emit("x", 2)
        assert await client.receive_event() == ["x", 2]
    assert "receiving failed" in caplog.text
    await one.close()
    await two.close()


async def test_whoever_watches_a_layer_that_fails_waits_until_it_does_not(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(layer_module, "WATCH_SECONDS", 0.01)
    caplog.set_level(logging.DEBUG, layer_module.__name__)
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()

        async def fail(*args: Any) -> None:
            raise OSError("down")

        with monkeypatch.context() as while_down:
            while_down.setattr(get_channel_layer(), "group_send", fail)
            await until(lambda: "down" in caplog.text)
        assert "subscribing anew" not in caplog.text
        sio.emitter.emit("x")
        assert await client.receive_event() == ["x"]
    await sio.close()


async def test_a_link_that_closes_before_it_joined_anything_closes_quietly() -> None:
    heard: list[Envelope] = []
    link = LayerLink(
        get_channel_layer(),
        Options(),
        origin="o",
        home=worker_group("/", "w"),
        receive=heard.append,
    )
    await link.close()
    assert heard == []


async def test_alone_on_a_layer_in_memory_nothing_is_published_and_with_others_all_is() -> None:
    layer, other = InMemoryChannelLayer(), await InMemoryChannelLayer().new_channel()
    assert is_alone(layer, ["room", "elsewhere"], "mine")
    await layer.group_add("room", "mine")
    assert is_alone(layer, ["room"], "mine")
    assert not is_alone(layer, ["room"], None)
    await layer.group_add("elsewhere", other)
    assert not is_alone(layer, ["room", "elsewhere"], "mine")
    assert not is_alone(object(), ["room"], "mine")
