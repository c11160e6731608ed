"""Long-polling on the wire: what PROTOCOL.md says of it, a sentence a test, against Daphne."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from tests.channels_socketio.conftest import Served, serving
from tests.channels_socketio.wire import SEPARATOR, TEXT, Polling, open_websocket

OPTIONS = {
    "ping_interval": 60_000,
    "cookie": True,
    "cors": {"origins": ["http://app.example"], "credentials": True},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """One worker that does not ping while a test looks."""
    with serving(json.dumps(OPTIONS)) as served:
        yield served


@pytest.fixture
async def session(server: Served) -> AsyncIterator[Polling]:
    """An open session, which has not joined."""
    async with Polling(server.url) as polling:
        yield polling


async def _request(server: Served, method: str, query: str, **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url) as http:
        return await http.request(method, f"/socket.io/?{query}", **options)


# -- Handshake, packets, errors -------------------------------------------------------------------


async def test_the_handshake_has_the_protocols_keys_and_offers_the_upgrade(server: Served) -> None:
    polling = Polling(server.url)
    answer = await polling.open()
    assert answer.text.startswith('0{"sid":"w1.')
    assert polling.handshake == {
        "sid": polling.handshake["sid"],
        "upgrades": ["websocket"],
        "pingInterval": 60_000,
        "pingTimeout": 2_000,
        "maxPayload": 1_000_000,
    }
    assert answer.headers["content-type"] == TEXT
    assert answer.headers["cache-control"] == "no-store"
    await polling.http.aclose()
    websocket = await open_websocket(server.url)
    assert '"upgrades":[]' in str(await websocket.recv())
    await websocket.close()


async def test_every_answer_is_text_that_nobody_keeps(session: Polling) -> None:
    for answer in (await session.post("40"), await session.get()):
        assert answer.headers["content-type"] == TEXT
        assert answer.headers["cache-control"] == "no-store"


async def test_packets_are_joined_and_binary_is_base64_without_the_4(session: Polling) -> None:
    await session.join()
    packet = '451-7["echo",{"_placeholder":true,"num":0}]'
    await session.post(SEPARATOR.join([packet, "bAQID", '428["echo","é"]']))
    packets = await session.poll_for('438["é"]')
    assert packets == ['461-7[{"_placeholder":true,"num":0}]', "bAQID", '438["é"]']


async def test_an_empty_attachment_arrives(session: Polling) -> None:
    await session.join()
    await session.post(SEPARATOR.join(['451-7["echo",{"_placeholder":true,"num":0}]', "b"]))
    assert await session.poll_for("b") == ['461-7[{"_placeholder":true,"num":0}]', "b"]


async def test_one_payload_has_sixteen_packets_at_the_most(session: Polling) -> None:
    await session.join()
    await session.post(SEPARATOR.join(f'42{number}["echo"]' for number in range(40)))
    await session.settle()
    polls = [await session.poll() for _ in range(3)]
    assert [len(packets) for packets in polls] == [16, 16, 8]
    assert [p for packets in polls for p in packets] == [f"43{n}[]" for n in range(40)]


@pytest.mark.parametrize(
    ("method", "query", "status", "body"),
    [
        ("GET", "EIO=4&transport=x", 400, '{"code":0,"message":"Transport unknown"}'),
        ("GET", "EIO=4", 400, '{"code":0,"message":"Transport unknown"}'),
        (
            "GET",
            "EIO=4&transport=polling&sid=w1.x",
            400,
            '{"code":1,"message":"Session ID unknown"}',
        ),
        ("POST", "EIO=4&transport=polling", 400, '{"code":2,"message":"Bad handshake method"}'),
        ("PUT", "EIO=4&transport=polling", 400, '{"code":2,"message":"Bad handshake method"}'),
        ("GET", "EIO=4&transport=websocket", 400, '{"code":3,"message":"Bad request"}'),
        (
            "GET",
            "EIO=3&transport=polling",
            400,
            '{"code":5,"message":"Unsupported protocol version"}',
        ),
    ],
)
async def test_an_error_is_compact_json(
    server: Served, method: str, query: str, status: int, body: str
) -> None:
    answer = await _request(server, method, query)
    assert (answer.status_code, answer.text) == (status, body)
    assert answer.headers["content-type"] == "application/json"
    assert (await _request(server, "HEAD", query)).text == ""


async def test_a_sid_on_another_transport_is_a_bad_request(
    server: Served, session: Polling
) -> None:
    query = session.query.replace("polling", "websocket")
    assert (await _request(server, "GET", query)).json()["code"] == 3
    websocket = await open_websocket(server.url)
    sid = json.loads(str(await websocket.recv())[1:])["sid"]
    answer = await _request(server, "GET", f"EIO=4&transport=polling&sid={sid}")
    assert answer.json()["code"] == 3
    await websocket.send("40")
    assert str(await websocket.recv()).startswith("40")
    await websocket.close()


# -- POST -----------------------------------------------------------------------------------------


async def test_a_post_is_answered_ok(session: Polling) -> None:
    answer = await session.post("40")
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("40", "application/octet-stream"),
        ("", TEXT),
        ("2", TEXT),
        ("x", TEXT),
        ("4a\x1e", TEXT),
        ("bA", TEXT),
        (b"4\xff", TEXT),
        ("\x1e".join(["3"] * 2_001), TEXT),
        ('42["before CONNECT"]', TEXT),
    ],
)
async def test_a_post_that_the_protocol_forbids_closes(
    session: Polling, body: str | bytes, content_type: str
) -> None:
    poll = await session.waiting()
    answer = await session.post(body, content_type)
    if "CONNECT" not in str(body):
        assert (answer.status_code, answer.json()["code"]) == (400, 3)
    assert (await poll).text == "1"
    assert await session.is_gone()


async def test_a_post_over_max_payload_is_an_empty_413_and_the_session_stays(
    session: Polling,
) -> None:
    await session.join()
    just = '4211["echo","' + "x" * 999_985 + '"]'
    assert len(just) == 1_000_000

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100_000

    for content in (just.encode() + b" ", chunks()):
        answer = await session.http.post(f"/socket.io/?{session.query}", content=content)
        assert (answer.status_code, answer.content) == (413, b"")
    assert (await session.post(just)).text == "ok"
    assert len((await session.poll_for("4311"))[0]) == len(just) - len('"echo",')


# -- GET ------------------------------------------------------------------------------------------


async def test_a_poll_waits_until_there_is_something(session: Polling) -> None:
    await session.join()
    poll = await session.waiting()
    assert not poll.done()
    await session.post('425["echo",1]')
    assert (await poll).text == "435[1]"


async def test_of_two_polls_at_once_the_first_gets_a_close_and_the_second_400(
    session: Polling,
) -> None:
    first = await session.waiting()
    second = await session.get()
    assert second.status_code == 400
    assert (await first).text == "1"
    assert await session.is_gone()


async def test_an_aborted_poll_closes_at_once(server: Served, session: Polling) -> None:
    sid = await session.join()
    async with Polling(server.url) as other:
        await other.join(quiet=False)
        poll = await session.waiting()
        started = time.monotonic()
        poll.cancel()
        packets = await other.poll_for("42")
        assert packets == [f'42["gone","{sid}","transport close"]']
        assert time.monotonic() - started < 1
    assert await session.is_gone()


async def test_a_close_of_the_clients_releases_the_poll_with_a_noop(
    server: Served, session: Polling
) -> None:
    sid = await session.join()
    async with Polling(server.url) as other:
        await other.join(quiet=False)
        poll = await session.waiting()
        answer = await session.post("1")
        assert (answer.status_code, answer.text) == (200, "ok")
        assert (await poll).text == "6"
        assert await session.is_gone()
        assert await other.poll_for("42") == [f'42["gone","{sid}","transport close"]']


async def test_what_was_sent_before_the_server_closed_is_still_fetched(session: Polling) -> None:
    await session.join()
    await session.post(SEPARATOR.join([f'42{n}["echo"]' for n in range(20)] + ['42["kick",true]']))
    await session.settle()
    assert (await session.post("3")).text == "ok"
    first = await session.poll()
    assert first == [f"43{number}[]" for number in range(16)]
    assert await session.poll() == ["4316[]", "4317[]", "4318[]", "4319[]", "41", "1"]
    assert await session.is_gone()


# -- Heartbeat ------------------------------------------------------------------------------------


async def test_pings_come_an_interval_after_the_open_and_after_each_pong() -> None:
    with serving('{"ping_interval": 1300, "ping_timeout": 700}') as served:
        started = time.monotonic()
        async with Polling(served.url) as session:
            await session.join()
            for _ in range(2):
                assert await session.poll() == ["2"]
                assert 1.2 < time.monotonic() - started < 1.95  # whole seconds would be 1 or 2
                started = time.monotonic()
                await session.post("3")
            assert await session.poll() == ["2"]
            started = time.monotonic()
            # Anything but a pong is no sign of life.
            assert (await session.post("6")).text == "ok"
            assert await session.poll() == ["1"]
            assert 0.6 < time.monotonic() - started < 3
            assert await session.is_gone()


async def test_a_client_that_never_polls_is_dropped() -> None:
    with serving('{"ping_interval": 100, "ping_timeout": 200}') as served:
        async with Polling(served.url) as watcher, Polling(served.url) as session:
            await session.post("40")
            await watcher.join(quiet=False)
            packets = await watcher.poll_for("42")
            assert packets[0].endswith('"ping timeout"]')
            assert await session.is_gone()


async def test_a_client_that_stops_polling_is_dropped_and_costs_little(server: Served) -> None:
    async with Polling(server.url) as watcher, Polling(server.url) as session:
        await watcher.join(quiet=False)
        sid = await session.join()
        before = peak = server.memory
        await session.post('42["burst",100000,1000]')
        watching = asyncio.create_task(watcher.poll_for("42"))
        while not watching.done():
            peak = max(peak, server.memory)
            await asyncio.sleep(0.01)
        assert watching.result() == [f'42["gone","{sid}","slow reader"]']
        assert peak - before < 20_000_000
        assert await session.is_gone()


# -- Around it ------------------------------------------------------------------------------------


async def test_a_large_answer_is_compressed_when_the_client_takes_it(session: Polling) -> None:
    await session.join()
    for coding in ("gzip", "deflate"):
        session.http.headers["accept-encoding"] = coding
        await session.post('421["echo","' + "x" * 1_100 + '"]')
        answer = await session.get()
        assert answer.headers["content-encoding"] == coding
        assert int(answer.headers["content-length"]) < 200
        assert answer.text == '431["' + "x" * 1_100 + '"]'
    await session.post('421["echo","' + "x" * 900 + '"]')
    assert "content-encoding" not in (await session.get()).headers


async def test_the_cookie_is_set_by_the_handshake_alone(server: Served) -> None:
    session = Polling(server.url)
    answer = await session.open()
    sid = session.handshake["sid"]
    cookie = answer.headers["set-cookie"]
    assert cookie.split("; ")[0] == f"io={sid}"
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert "set-cookie" not in (await session.post("40")).headers
    assert "set-cookie" not in (await session.get()).headers
    await session.http.aclose()


async def test_another_origins_page_may_read_answers_when_it_is_listed(server: Served) -> None:
    asked = {
        "origin": "http://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-custom",
    }
    preflight = await _request(server, "OPTIONS", "EIO=4&transport=polling", headers=asked)
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight.headers["access-control-allow-origin"] == "http://app.example"
    assert preflight.headers["access-control-allow-credentials"] == "true"
    assert preflight.headers["access-control-allow-headers"] == "x-custom"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for query in ("EIO=4&transport=polling", "EIO=4&transport=x"):
        answer = await _request(server, "GET", query, headers=asked)
        assert answer.headers["access-control-allow-origin"] == "http://app.example"
    asked["origin"] = "http://evil.example"
    for method in ("OPTIONS", "GET"):
        answer = await _request(server, method, "EIO=4&transport=polling", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_stop_answers_the_poll_that_waits() -> None:
    with serving(json.dumps(OPTIONS)) as served:
        async with Polling(served.url) as session:
            await session.join()
            poll = await session.waiting()
            await asyncio.to_thread(served.stop)
            answer = await poll
            assert (answer.status_code, answer.text) == (200, "1")
            assert served.output.strip() == b"server shutting down"
