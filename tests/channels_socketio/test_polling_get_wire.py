"""Polls and their heartbeat on the wire: what PROTOCOL.md says of them, against Daphne."""

import asyncio
import time
from typing import Any

import httpx

from tests.channels_socketio.conftest import Served, serving
from tests.channels_socketio.wire import SEPARATOR, Polling


async def _request(polled: Served, method: str, query: str, **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=polled.url) as http:
        return await http.request(method, f"/socket.io/?{query}", **options)


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


async def test_an_aborted_poll_closes_at_once(polled: Served, session: Polling) -> None:
    sid = await session.join()
    async with Polling(polled.url) as other:
        await other.join(quiet=False)
        poll = await session.waiting()
        started = time.monotonic()
        poll.cancel()
        packets = await other.poll_for("42")
        assert packets == [f'42["gone","{sid}","transport close"]']
        assert time.monotonic() - started < 1
    assert await session.is_gone()


async def test_a_close_of_the_clients_releases_the_poll_with_a_noop(
    polled: Served, session: Polling
) -> None:
    sid = await session.join()
    async with Polling(polled.url) as other:
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
            took = []
            for _ in range(3):
                assert await session.poll() == ["2"]
                took.append(time.monotonic() - started)
                started = time.monotonic()
                await session.post("3")
            # Whole seconds would be 1 or 2; a busy machine makes some later.
            assert min(took) < 1.95, took
            assert all(seconds > 1.2 for seconds in took), took
            assert await session.poll() == ["2"]
            started = time.monotonic()
            # Anything but a pong is no sign of life.
            assert (await session.post("6")).text == "ok"
            assert await session.poll() == ["1"]
            assert 0.6 < time.monotonic() - started < 3
            assert await session.is_gone()


async def test_a_client_that_never_polls_is_dropped() -> None:
    with serving('{"ping_interval": 100, "ping_timeout": 1000}') as served:
        async with Polling(served.url) as watcher, Polling(served.url) as session:
            await session.post("40")
            await watcher.join(quiet=False)
            packets = await watcher.poll_for("42")
            assert packets[0].endswith('"ping timeout"]')
            assert await session.is_gone()


async def test_a_client_that_stops_polling_is_dropped_and_costs_little(polled: Served) -> None:
    async with Polling(polled.url) as watcher, Polling(polled.url) as session:
        await watcher.join(quiet=False)
        sid = await session.join()
        before = peak = polled.memory
        await session.post('42["burst",100000,1000]')
        watching = asyncio.create_task(watcher.poll_for("42"))
        while not watching.done():
            peak = max(peak, polled.memory)
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


async def test_the_cookie_is_set_by_the_handshake_alone(polled: Served) -> None:
    session = Polling(polled.url)
    answer = await session.open()
    sid = session.handshake["sid"]
    cookie = answer.headers["set-cookie"]
    assert cookie.split("; ")[0] == f"io={sid}"
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert "set-cookie" not in (await session.post("40")).headers
    assert "set-cookie" not in (await session.get()).headers
    await session.http.aclose()


async def test_another_origins_page_may_read_answers_when_it_is_listed(polled: Served) -> None:
    asked = {
        "origin": "http://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-custom",
    }
    preflight = await _request(polled, "OPTIONS", "EIO=4&transport=polling", headers=asked)
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight.headers["access-control-allow-origin"] == "http://app.example"
    assert preflight.headers["access-control-allow-credentials"] == "true"
    assert preflight.headers["access-control-allow-headers"] == "x-custom"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for query in ("EIO=4&transport=polling", "EIO=4&transport=x"):
        answer = await _request(polled, "GET", query, headers=asked)
        assert answer.headers["access-control-allow-origin"] == "http://app.example"
    asked["origin"] = "http://evil.example"
    for method in ("OPTIONS", "GET"):
        answer = await _request(polled, method, "EIO=4&transport=polling", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_stop_answers_the_poll_that_waits() -> None:
    with serving('{"ping_interval": 60000}') as served:
        async with Polling(served.url) as session:
            await session.join()
            poll = await session.waiting()
            await asyncio.to_thread(served.stop)
            answer = await poll
            assert (answer.status_code, answer.text) == (200, "1")
            assert served.output.strip() == b"server shutting down"
