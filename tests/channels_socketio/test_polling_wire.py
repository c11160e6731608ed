"""Long-polling on the wire: what PROTOCOL.md says of it, a sentence a test, against Daphne."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.channels_socketio.conftest import Served
from tests.channels_socketio.wire import SEPARATOR, TEXT, Polling, open_websocket


async def _request(polled: Served, method: str, query: str, **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=polled.url) as http:
        return await http.request(method, f"/socket.io/?{query}", **options)


# -- Handshake, packets, errors -------------------------------------------------------------------


async def test_the_handshake_has_the_protocols_keys_and_offers_the_upgrade(polled: Served) -> None:
    polling = Polling(polled.url)
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
    websocket = await open_websocket(polled.url)
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
    polled: Served, method: str, query: str, status: int, body: str
) -> None:
    answer = await _request(polled, method, query)
    assert (answer.status_code, answer.text) == (status, body)
    assert answer.headers["content-type"] == "application/json"
    assert (await _request(polled, "HEAD", query)).text == ""


async def test_a_sid_on_another_transport_is_a_bad_request(
    polled: Served, session: Polling
) -> None:
    query = session.query.replace("polling", "websocket")
    assert (await _request(polled, "GET", query)).json()["code"] == 3
    websocket = await open_websocket(polled.url)
    sid = json.loads(str(await websocket.recv())[1:])["sid"]
    answer = await _request(polled, "GET", f"EIO=4&transport=polling&sid={sid}")
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
