"""Polling sessions: what closes them, what is still fetched after, and what they may cost."""

import asyncio
from typing import Any, cast

import orjson
import pytest

from channels_socketio import SocketIO
from channels_socketio.frames import message_frame
from channels_socketio.options import Options
from channels_socketio.polling_transport import PollingTransport
from channels_socketio.testing import PollingCommunicator, request
from channels_socketio.testing.polling import exchange
from tests.channels_socketio.namespaces import Everything, build

HANDSHAKE = "EIO=4&transport=polling"
REASONS = {"1": "transport close", "2": "transport error", "x": "parse error"}


def _reasons(sio: SocketIO) -> list[str]:
    return [reason for _, reason in cast(Everything, sio.namespaces["/"]).gone]


async def _join(sio: SocketIO) -> str:
    """A session that has joined and fetched everything; the query of its requests."""
    answer = await request(sio, "GET", HANDSHAKE)
    query = f"{HANDSHAKE}&sid={orjson.loads(answer.body[1:])['sid']}"
    assert (await request(sio, "POST", query, b"40")).body == b"ok"
    assert (await request(sio, "GET", query)).body.startswith(b"40")
    return query


async def _get(sio: SocketIO, query: str) -> str:
    return (await request(sio, "GET", query)).body.decode()


async def _post(sio: SocketIO, query: str, *packets: str) -> str:
    return (await request(sio, "POST", query, "\x1e".join(packets).encode())).body.decode()


@pytest.mark.parametrize("packet", REASONS)
async def test_handlers_hear_why_a_session_closed(packet: str) -> None:
    sio = build()
    query = await _join(sio)
    await _post(sio, query, packet, '421["echo"]')
    await asyncio.sleep(0)
    assert _reasons(sio) == [REASONS[packet]]
    assert '"code":1' in await _get(sio, query)
    await sio.close()


async def test_packets_before_a_bad_one_count_and_those_after_it_do_not() -> None:
    sio = build()
    query = await _join(sio)
    (socket,) = sio.hub.sockets()
    await _post(sio, query, '42["note",1]', "x", '42["note",2]')
    await asyncio.sleep(0.01)
    assert socket.data["noted"] == [1]
    assert _reasons(sio) == ["parse error"]
    await sio.close()


async def test_what_was_emitted_together_leaves_in_one_payload() -> None:
    sio = build()
    query = await _join(sio)
    poll = exchange(sio, "GET", query)
    poll.feed(b"")
    await asyncio.sleep(0.01)
    for number in range(3):
        sio.emitter.emit("n", number)
    assert (await poll.answer()).body == b'42["n",0]\x1e42["n",1]\x1e42["n",2]'
    await sio.close()


async def test_a_payload_has_so_many_packets_and_bytes_at_the_most() -> None:
    sio = build(poll_packets=3, max_http_buffer_size=1_000)
    query = await _join(sio)
    for size in (400, 400, 400, 2_000, 1, 1, 1, 1):
        sio.emitter.emit("x", "y" * size)
    counts: list[int] = []
    while sum(counts) < 8:
        counts.append(len((await _get(sio, query)).split("\x1e")))
    assert counts == [2, 1, 1, 3, 1]
    await sio.close()


async def test_volatile_events_reach_a_poll_that_waits_and_no_other() -> None:
    sio = build(poll_packets=2)
    query = await _join(sio)
    sio.emitter.emit("lost", volatile=True)
    poll = exchange(sio, "GET", query)
    poll.feed(b"")
    await asyncio.sleep(0.01)
    for name in ("a", "b", "full"):
        sio.emitter.emit(name, volatile=True)
    assert (await poll.answer()).body == b'42["a"]\x1e42["b"]'
    sio.emitter.emit("lost too", volatile=True)
    sio.emitter.emit("kept")
    assert await _get(sio, query) == '42["kept"]'
    await sio.close()


async def test_after_an_orderly_close_the_rest_is_fetched_by_its_client_alone() -> None:
    sio = build(poll_packets=2)
    query = await _join(sio)
    await _post(sio, query, '421["echo"]', '422["echo"]', '423["echo"]', '42["kick",true]')
    assert (await _post(sio, query, "3")) == "ok"
    user: Any = type("User", (), {"pk": 9, "is_authenticated": True})()
    assert b'"code":1' in (await request(sio, "GET", query, user=user)).body
    assert await _get(sio, query) == "431[]\x1e432[]"
    assert await _get(sio, query) == "433[]\x1e41"
    assert await _get(sio, query) == "1"
    assert '"code":1' in await _get(sio, query)
    await sio.close()


async def test_what_nobody_fetches_after_a_close_is_freed() -> None:
    sio = build(close_timeout=30)
    query = await _join(sio)
    await _post(sio, query, '42["kick",true]')
    desk = sio.http.desk
    async with asyncio.timeout(5):
        while desk._leaving:
            await asyncio.sleep(0.01)
    assert '"code":1' in await _get(sio, query)
    await sio.close()


async def test_after_any_other_close_nothing_is_kept() -> None:
    sio = build()
    query = await _join(sio)
    await _post(sio, query, '421["echo"]', "x")
    assert '"code":1' in await _get(sio, query)
    assert not sio.http.desk._leaving
    await sio.close()


async def test_of_two_polls_at_once_the_first_gets_a_close_and_the_second_400() -> None:
    sio = build()
    query = await _join(sio)
    first = exchange(sio, "GET", query)
    await asyncio.sleep(0.01)
    assert await _get(sio, query) == '{"code":3,"message":"Bad request"}'
    assert (await first.answer()).body == b"1"
    await asyncio.sleep(0)
    assert _reasons(sio) == ["transport error"]
    await sio.close()


async def test_an_octet_stream_closes() -> None:
    sio = build()
    query = await _join(sio)
    headers = [(b"content-type", b"application/octet-stream")]
    assert (await request(sio, "POST", query, b"40", headers=headers)).status == 400
    await asyncio.sleep(0)
    assert _reasons(sio) == ["transport error"]
    await sio.close()


async def test_nothing_is_sent_to_a_transport_that_was_closed() -> None:
    transport = PollingTransport(Options())
    transport.send(message_frame("first"))
    transport.close()
    transport.close()
    transport.send(message_frame("late"))
    assert transport.take() == [b"4first"]


# -- Bounds ---------------------------------------------------------------------------------------


async def test_packets_in_one_post_are_bounded() -> None:
    sio = build(post_packets=3)
    query = await _join(sio)
    assert await _post(sio, query, "6", "6", "6") == "ok"
    assert '"code":3' in await _post(sio, query, "6", "6", "6", "6")
    assert _reasons(sio) == ["parse error"]
    await sio.close()


async def test_a_long_post_lets_others_have_their_turn() -> None:
    sio = build()
    query = await _join(sio)
    # Each handler is done before the next are taken: the queue never holds them all.
    events = [f'42{number}["note",{number}]' for number in range(1_000)]
    assert await _post(sio, query, *events) == "ok"
    (socket,) = sio.hub.sockets()
    async with asyncio.timeout(5):
        while len(socket.data["noted"]) < 1_000:
            await asyncio.sleep(0)
    assert socket.data["noted"] == list(range(1_000))
    await sio.close()


@pytest.mark.parametrize("packet", ["3", "6", '42["unknown"]'])
async def test_a_client_that_floods_is_closed_whatever_it_says(packet: str) -> None:
    sio = build(inbound_rate=1, inbound_burst=30)
    query = await _join(sio)
    assert await _post(sio, query, *[packet] * 20) == "ok"
    assert '"code":3' in await _post(sio, query, *[packet] * 20)
    await asyncio.sleep(0)
    assert _reasons(sio) == ["flood"]
    await sio.close()


async def test_a_client_that_does_not_poll_is_dropped_at_the_bound() -> None:
    sio = build(outbound_bytes=10_000)
    query = await _join(sio)
    for _ in range(11):
        sio.emitter.emit("x", "y" * 1_000)
    await asyncio.sleep(0)
    assert _reasons(sio) == ["slow reader"]
    assert '"code":1' in await _get(sio, query)
    await sio.close()


async def test_a_client_that_polls_gets_more_than_the_bound() -> None:
    sio = build(outbound_bytes=100_000)
    async with PollingCommunicator(sio) as client:
        await client.connect()
        client.emit("burst", 1_000, 1_000)
        for number in range(1_000):
            assert (await client.receive()).data[1] == number
    await sio.close()


async def test_over_the_bound_of_clients_that_have_not_joined_the_oldest_is_closed() -> None:
    sio = build(max_pending=2)
    joined = await _join(sio)
    async with PollingCommunicator(sio) as oldest:
        for _ in range(2):
            await request(sio, "GET", HANDSHAKE)
        await oldest.wait_closed()
    assert await _post(sio, joined, '421["echo"]') == "ok"
    await sio.close()


async def test_a_client_that_never_joins_is_closed() -> None:
    sio = build(connect_timeout=50)
    async with PollingCommunicator(sio) as client:
        await client.wait_closed()
    await sio.close()


async def test_a_client_that_answers_no_ping_is_closed() -> None:
    sio = build(ping_interval=50, ping_timeout=50)
    query = await _join(sio)
    assert await _get(sio, query) == "2"
    assert await _post(sio, query, "3") == "ok"
    assert await _get(sio, query) == "2"
    assert await _get(sio, query) == "1"
    assert _reasons(sio) == ["ping timeout"]
    await sio.close()


async def test_a_polling_client_does_what_a_websocket_does() -> None:
    sio = build()
    async with PollingCommunicator(sio) as one, PollingCommunicator(sio) as two:
        await one.connect()
        sid = (await two.connect())["sid"]
        assert await one.call("echo", {"a": b"\x01"}, b"", 3) == [{"a": b"\x01"}, b"", 3]
        one.emit("say", sid, b"hello")
        assert await two.receive_event("said") == ["said", b"hello"]
        socket = next(found for found in sio.hub.sockets() if found.sid == sid)
        assert socket.transport == "polling"
        one.emit("kick", True)
        await one.wait_closed()
    await sio.close()
