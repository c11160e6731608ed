"""HTTP requests in this process: who is let in, bodies, and clients that go away."""

import asyncio
import zlib
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from channels_socketio import Forbidden, SocketIO
from channels_socketio.desk import Reply
from channels_socketio.polling import unless_gone
from channels_socketio.testing import Answer, Closed, Communicator, PollingCommunicator, request
from channels_socketio.testing.polling import exchange
from tests.channels_socketio.namespaces import build

HANDSHAKE = "EIO=4&transport=polling"
ORIGIN = b"http://chat.example"


async def _open(sio: SocketIO, **options: Any) -> str:
    """Open a session; the query of its further requests."""
    answer = await request(sio, "GET", HANDSHAKE, **options)
    assert answer.status == 200, answer
    return f"{HANDSHAKE}&sid={orjson.loads(answer.body[1:])['sid']}"


def _code(answer: Answer) -> tuple[int, int]:
    return answer.status, orjson.loads(answer.body)["code"]


# -- Who is let in --------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [b"http://a\nb", b"a\x00b", b"\x7f", b"a\r", b"\x1f"])
async def test_an_origin_with_illegal_characters_is_a_bad_request(origin: bytes) -> None:
    sio = build()
    query = await _open(sio)
    for each in (HANDSHAKE, query, f"{HANDSHAKE}&sid=x"):
        answer = await request(sio, "GET", each, headers=[(b"origin", origin)])
        assert _code(answer) == (400, 3)
    bad = await request(sio, "GET", "EIO=4", headers=[(b"origin", origin)])
    assert _code(bad) == (400, 0)
    with pytest.raises(Closed, match="refused"):
        await Communicator(sio, headers=[(b"origin", origin)]).open()
    await sio.close()


async def test_an_origin_of_any_other_characters_is_none_of_ours() -> None:
    sio = build()
    for origin in (b"", b"null", b"http://caf\xe9.example", b"\t~ "):
        await _open(sio, headers=[(b"origin", origin)])
    await sio.close()


def _only_ours(scope: Any) -> None:
    if (b"origin", ORIGIN) not in scope["headers"]:
        raise Forbidden("not from there")


async def _only_ours_later(scope: Any) -> None:
    await asyncio.sleep(0)
    _only_ours(scope)


@pytest.mark.parametrize("allow_origin", [_only_ours, _only_ours_later])
async def test_allow_origin_is_asked_on_every_request_and_upgrade(allow_origin: Any) -> None:
    sio = build(allow_origin=allow_origin)
    ours = [(b"origin", ORIGIN)]
    query = await _open(sio, headers=ours)
    for method, each in [("GET", HANDSHAKE), ("GET", query), ("POST", query), ("PUT", query)]:
        answer = await request(sio, method, each, b"40")
        assert _code(answer) == (403, 4)
        assert b"not from there" in answer.body
    for each in ("EIO=4&transport=websocket", query.replace("polling", "websocket")):
        with pytest.raises(Closed, match="refused"):
            await Communicator(sio, query=each).open_websocket()
    assert (await request(sio, "POST", query, b"40", headers=ours)).body == b"ok"
    async with Communicator(sio, headers=ours) as client:
        await client.connect()
    await sio.close()


async def test_allow_request_is_asked_on_handshakes_alone() -> None:
    asked: list[str] = []
    sio = build(allow_request=lambda scope: asked.append(scope["type"]))
    query = await _open(sio)
    await request(sio, "POST", query, b"40")
    upgrade = Communicator(sio, query=query.replace("polling", "websocket"))
    await upgrade.open_websocket()
    await upgrade.close()
    assert asked == ["http"]
    await sio.close()


def _cookie(scope: Any) -> str:
    return str(dict(scope["headers"]).get(b"cookie", b""), "latin-1")


async def _cookie_later(scope: Any) -> str:
    await asyncio.sleep(0)
    return _cookie(scope)


async def _is_anothers(sio: SocketIO, query: str, **other: Any) -> bool:
    """Whether GET, POST and upgrade are refused as if there were no such session."""
    answers = [await request(sio, method, query, b"40", **other) for method in ("GET", "POST")]
    websocket = Communicator(sio, query=query.replace("polling", "websocket"), **other)
    with pytest.raises(Closed, match="refused"):
        await websocket.open_websocket()
    plain = await request(sio, "GET", query.replace("polling", "websocket"), **other)
    return [_code(answer) for answer in (*answers, plain)] == [(400, 1)] * 3


@pytest.mark.parametrize("identify", [_cookie, _cookie_later])
async def test_another_than_the_handshakes_client_cannot_use_a_sid(identify: Any) -> None:
    sio = build(identify=identify)
    query = await _open(sio, headers=[(b"cookie", b"a=1")])
    assert await _is_anothers(sio, query, headers=[(b"cookie", b"a=2")])
    assert await _is_anothers(sio, query)
    answer = await request(sio, "POST", query, b"40", headers=[(b"cookie", b"a=1")])
    assert answer.body == b"ok"
    await sio.close()


async def test_a_session_is_by_default_its_users() -> None:
    sio = build()
    ada, ben = (SimpleNamespace(pk=pk, is_authenticated=True) for pk in (1, 2))
    nobody = SimpleNamespace(pk=None, is_authenticated=False)
    query = await _open(sio, user=ada)
    assert await _is_anothers(sio, query, user=ben)
    assert await _is_anothers(sio, query, user=nobody)
    assert await _is_anothers(sio, query)
    anonymous = await _open(sio, user=nobody)
    assert await _is_anothers(sio, anonymous, user=ada)
    assert (await request(sio, "POST", anonymous, b"40")).body == b"ok"
    await sio.close()


async def test_identify_may_refuse() -> None:
    def identify(scope: Any) -> str:
        raise Forbidden

    answer = await request(build(identify=identify), "GET", HANDSHAKE)
    assert _code(answer) == (403, 4)


@pytest.mark.parametrize("method", ["PUT", "HEAD", "DELETE", "OPTIONS"])
async def test_a_session_takes_get_and_post_alone(method: str) -> None:
    sio = build()
    query = await _open(sio)
    assert _code(await request(sio, method, query)) == (400, 2)
    assert _code(await request(sio, method, query.replace("polling", "websocket"))) == (400, 3)
    await sio.close()


async def test_where_polling_is_off_its_transport_is_unknown() -> None:
    sio = build(transports=("websocket",))
    assert _code(await request(sio, "GET", HANDSHAKE)) == (400, 0)
    async with Communicator(sio) as client:
        await client.connect()
    await sio.close()
    sio = build(transports=("polling",))
    with pytest.raises(Closed, match="refused"):
        await Communicator(sio).open()
    await sio.close()


# -- Bodies, and clients that go away -------------------------------------------------------------


async def test_a_body_may_come_in_pieces() -> None:
    sio = build()
    query = await _open(sio)
    post = exchange(sio, "POST", query)
    for part in (b"4", b"", b"0"):
        post.feed(part, more=True)
    post.feed(b"")
    assert (await post.answer()).body == b"ok"
    await sio.close()


async def test_of_a_body_that_is_too_long_no_more_than_the_bound_is_read() -> None:
    sio = build(max_http_buffer_size=10)
    query = await _open(sio)
    post = exchange(sio, "POST", query)
    post.feed(b"x" * 10, more=True)
    post.feed(b"x", more=True)
    answer = await post.answer()
    assert (answer.status, answer.body) == (413, b"")
    assert (await request(sio, "POST", query, b"40")).body == b"ok"
    await sio.close()


async def test_of_two_posts_at_once_both_are_400_and_the_session_closes() -> None:
    sio = build()
    query = await _open(sio)
    first = exchange(sio, "POST", query)
    first.feed(b"4", more=True)
    await asyncio.sleep(0.01)
    assert _code(await request(sio, "POST", query, b"40")) == (400, 3)
    first.feed(b"0")
    assert _code(await first.answer()) == (400, 3)
    assert _code(await request(sio, "GET", query)) == (400, 1)
    assert not sio.hub.connections
    await sio.close()


async def test_a_client_that_goes_away_amid_its_post_has_no_session_any_more() -> None:
    sio = build()
    query = await _open(sio)
    post = exchange(sio, "POST", query)
    post.feed(b"4", more=True)
    post.abort()
    with pytest.raises(Closed, match="no answer"):
        await post.answer()
    assert not sio.hub.connections
    await sio.close()


async def test_a_client_that_goes_away_as_its_poll_is_answered_has_no_session_any_more() -> None:
    sio = build()
    query = await _open(sio)
    await request(sio, "POST", query, b"40")
    assert (await request(sio, "GET", query)).body.startswith(b"40")
    poll = exchange(sio, "GET", query)
    poll.feed(b"")
    await asyncio.sleep(0.01)
    sio.emitter.emit("news")
    [connection] = sio.hub.connections
    while connection.transport.writable():
        await asyncio.sleep(0)  # until the poll has been let go
    poll.abort()
    with pytest.raises(Closed, match="no answer"):
        await poll.answer()
    assert not sio.hub.connections
    await sio.close()


@pytest.mark.parametrize(("status", "unread"), [(200, 1), (400, 0)])
async def test_only_an_answer_with_packets_is_missed(status: int, unread: int) -> None:
    async def work() -> Reply:
        return Reply(status)

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    calls: list[int] = []
    assert await unless_gone(work(), receive, lambda: calls.append(1)) is None
    assert len(calls) == unread


async def test_an_unread_poll_of_a_session_that_is_not_there_or_has_moved_on_is_nothing() -> None:
    sio = build()
    async with Communicator(sio) as client:
        await client.connect()
        [connection] = sio.hub.connections
        for sid in (connection.session.sid, f"w1.{'x' * 27}"):
            sio.http.desk.unread(sid)
        assert await client.call("echo", "alive") == "alive"
    await sio.close()


async def test_a_poll_that_the_server_ends_closes_the_session() -> None:
    sio = build()
    query = await _open(sio)
    poll = exchange(sio, "GET", query)
    poll.feed(b"")
    await asyncio.sleep(0.01)
    poll.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll.task
    assert not sio.hub.connections
    await sio.close()


async def test_a_header_of_any_case_is_found_and_a_missing_one_is_not() -> None:
    sio = build(http_compression=10)
    answer = await request(
        sio, "GET", HANDSHAKE, headers=[(b"x", b"y"), (b"Accept-Encoding", b"deflate")]
    )
    assert zlib.decompress(answer.body).startswith(b'0{"sid"')
    assert answer.headers["content-length"] == str(len(answer.body))
    plain = await request(sio, "GET", HANDSHAKE)
    assert "content-encoding" not in plain.headers
    await sio.close()


async def test_answers_have_cors_headers_errors_too_and_a_preflight_is_204() -> None:
    sio = build(cors={"origins": ["http://chat.example"]}, cookie=True)
    ours = [(b"origin", ORIGIN), (b"access-control-request-headers", b"x-a")]
    preflight = await request(sio, "OPTIONS", "", headers=ours)
    assert (preflight.status, preflight.body) == (204, b"")
    assert preflight.headers["access-control-allow-headers"] == "x-a"
    assert "content-length" not in preflight.headers
    assert "content-type" not in preflight.headers
    for query in (HANDSHAKE, "EIO=4"):
        answer = await request(sio, "GET", query, headers=ours)
        assert answer.headers["access-control-allow-origin"] == "http://chat.example"
        assert ("set-cookie" in answer.headers) is (answer.status == 200)
    await sio.close()


async def test_a_sid_of_no_worker_is_unknown() -> None:
    sio = build()
    for method, sid in (("GET", "x"), ("POST", "x.y"), ("PUT", "x.y"), ("GET", ".")):
        answer = await request(sio, method, f"{HANDSHAKE}&sid={sid}", b"40")
        assert _code(answer) == (400, 1)
    await sio.close()


async def test_a_body_for_another_worker_is_bounded_too() -> None:
    sio = build(max_http_buffer_size=10)
    query = f"{HANDSHAKE}&sid=w9.x"
    assert (await request(sio, "POST", query, b"x" * 11)).status == 413
    post = exchange(sio, "POST", query)
    post.abort()
    with pytest.raises(Closed, match="no answer"):
        await post.answer()
    await sio.close()


async def test_compression_can_be_off() -> None:
    sio = build(http_compression=None)
    answer = await request(sio, "GET", HANDSHAKE, headers=[(b"accept-encoding", b"gzip")])
    assert answer.body.startswith(b"0{")
    await sio.close()


# -- The end --------------------------------------------------------------------------------------


async def test_a_drain_answers_the_polls_and_takes_nobody_new() -> None:
    sio = build()
    async with Communicator(sio) as websocket, PollingCommunicator(sio) as polling:
        await websocket.connect()
        await polling.connect()
        await sio.drain()
        await polling.wait_closed()
        answer = await request(sio, "GET", HANDSHAKE)
        assert (answer.status, answer.body) == (503, b"")
        with pytest.raises(Closed):
            await PollingCommunicator(sio).open()
        assert await websocket.call("echo", "undisturbed") == "undisturbed"
    await sio.close()
