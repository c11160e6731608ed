"""Polls and POSTs that land on a worker which does not hold their session."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import pytest

from channels_socketio import SocketIO
from channels_socketio.requests import Question
from channels_socketio.testing import Closed, Communicator, request
from channels_socketio.testing.polling import Exchange, exchange
from tests.channels_socketio.namespaces import build

QUICK = {"peer_interval": 50, "peer_timeout": 300, "peer_answer": 200, "ping_interval": 60_000}
UNKNOWN = (400, b'{"code":1,"message":"Session ID unknown"}')


@pytest.fixture
async def pair() -> AsyncIterator[tuple[SocketIO, SocketIO]]:
    """The owner of the sessions, and another worker."""
    owner, edge = build("w1", **QUICK), build("w2", **QUICK)
    owner.start()
    edge.start()
    assert await owner.hub.peers.knows("w2")
    assert await edge.hub.peers.knows("w1")
    yield owner, edge
    await owner.close()
    await edge.close()


async def _session(owner: SocketIO, **options: Any) -> str:
    """The query of a session that joined the main namespace."""
    query = "EIO=4&transport=polling"
    answer = await request(owner, "GET", query, **options)
    query += f"&sid={orjson.loads(answer.body[1:])['sid']}"
    assert (await request(owner, "POST", query, b"40", **options)).body == b"ok"
    assert (await request(owner, "GET", query, **options)).body.startswith(b"40")
    return query


def _poll(sio: SocketIO, query: str) -> Exchange:
    begun = exchange(sio, "GET", query)
    begun.feed(b"")
    return begun


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.005)


def _waits(owner: SocketIO) -> bool:
    """Whether a poll is held by the owner's session."""
    return any(c.transport.writable() for c in owner.hub.connections)


async def test_what_is_posted_elsewhere_is_handled_by_the_owner_before_it_is_answered(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    answer = await request(edge, "POST", query, b'420["echo","there"]')
    assert (answer.status, answer.body) == (200, b"ok")
    assert answer.headers["content-type"] == "text/plain; charset=UTF-8"
    assert (await request(edge, "GET", query)).body == b'430["there"]'


@pytest.mark.parametrize("seconds", [0, 0.3], ids=["at once", "longer than an answer may take"])
async def test_a_poll_elsewhere_waits_as_it_would_at_the_owner(
    pair: tuple[SocketIO, SocketIO], seconds: float
) -> None:
    owner, edge = pair
    query = await _session(owner)
    poll = _poll(edge, query)
    await _until(lambda: _waits(owner))
    await asyncio.sleep(seconds)  # the owner has said meanwhile that it holds the poll
    owner.emitter.emit("news", b"\x01")
    assert (await poll.answer()).body == b'451-["news",{"_placeholder":true,"num":0}]\x1ebAQ=='
    [connection] = owner.hub.connections
    await asyncio.sleep(0.3)  # longer than an answer may take: it was confirmed
    assert connection.session.closed is None


async def test_an_aborted_poll_is_told_to_the_owner_who_closes_the_session(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    poll = _poll(edge, query)
    await _until(lambda: _waits(owner))
    poll.abort()
    await _until(lambda: not owner.hub.connections)
    assert not list(owner.hub.sockets())
    answer = await request(edge, "GET", query)
    assert (answer.status, answer.body) == UNKNOWN


async def test_a_client_that_goes_away_as_its_poll_is_answered_is_told_to_the_owner(
    pair: tuple[SocketIO, SocketIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, edge = pair
    query = await _session(owner)
    poll = _poll(edge, query)
    await _until(lambda: _waits(owner))
    tell = edge.hub.requests.tell

    def tell_and_abort(kind: str, body: Any, *, worker: str) -> None:
        tell(kind, body, worker=worker)
        if kind == "poll-got":
            poll.abort()

    monkeypatch.setattr(edge.hub.requests, "tell", tell_and_abort)
    owner.emitter.emit("news")
    with pytest.raises(Closed, match="no answer"):
        await poll.answer()
    await _until(lambda: not owner.hub.connections)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_worker_that_nobody_knows_is_not_asked(
    pair: tuple[SocketIO, SocketIO], method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, edge = pair
    asked: list[Any] = []
    monkeypatch.setattr(edge.hub.requests, "ask", lambda *args, **kwargs: asked.append(args))
    for sid in ("w9." + "x" * 27, "w1", "w1." + "x" * 26, "." + "x" * 27):
        answer = await request(edge, method, f"EIO=4&transport=polling&sid={sid}", b"40")
        assert (answer.status, answer.body) == UNKNOWN
    assert not asked


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_sid_the_owner_does_not_have_is_unknown(
    pair: tuple[SocketIO, SocketIO], method: str
) -> None:
    query = f"EIO=4&transport=polling&sid=w1.{'x' * 27}"
    answer = await request(pair[1], method, query, b"40")
    assert (answer.status, answer.body) == UNKNOWN


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_owner_that_does_not_answer_in_time_is_code_1(
    pair: tuple[SocketIO, SocketIO], method: str
) -> None:
    owner, edge = pair
    query = await _session(owner)
    for kind in ("poll", "post"):
        owner.hub.requests.serve(kind, lambda question: None)
    answer = await request(edge, method, query, b"40")
    assert (answer.status, answer.body) == UNKNOWN


async def test_an_owner_that_dies_while_it_holds_a_poll_is_code_1(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    poll = _poll(edge, query)
    await _until(lambda: _waits(owner))
    for task in list(owner.hub._tasks):
        task.cancel()  # it says no word any more
    answer = await poll.answer()
    assert (answer.status, answer.body) == UNKNOWN


async def test_an_edge_that_dies_with_a_poll_ends_the_session(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    poll = _poll(edge, query)
    await _until(lambda: _waits(owner))
    poll.task.cancel()
    owner.hub.peers.heard("another", "alive", "origin")
    owner.hub.peers.heard("another", "bye", "origin")
    assert owner.hub.connections, "another worker's end is none of its business"
    for task in list(edge.hub._tasks):
        task.cancel()
    await _until(lambda: not owner.hub.connections)


async def test_packets_whose_answer_was_lost_close_the_session(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    lost: list[Question] = []
    owner.hub.requests.serve("poll-got", lost.append)
    owner.emitter.emit("news")
    assert (await request(edge, "GET", query)).body == b'42["news"]'
    await _until(lambda: not owner.hub.connections)
    assert lost


async def test_a_lost_answer_for_a_session_that_is_closed_by_then_is_nothing(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    lost: list[Question] = []
    owner.hub.requests.serve("poll-got", lost.append)
    owner.emitter.emit("news")
    await request(edge, "GET", query)
    await request(edge, "POST", query, b"1")
    await asyncio.sleep(0.3)
    assert not owner.hub.connections


async def test_what_is_confirmed_or_gone_without_having_been_is_passed_over(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    for kind in ("poll-got", "poll-gone"):
        edge.hub.requests.tell(kind, 12_345, worker="w1")
    assert (await request(edge, "POST", query, b"3")).body == b"ok"
    assert owner.hub.connections


async def test_a_body_over_the_limit_is_413_at_the_edge_and_the_session_stays(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    answer = await request(edge, "POST", query, b"4" * 1_000_001)
    assert (answer.status, answer.body) == (413, b"")
    assert (await request(edge, "POST", query, b"3")).body == b"ok"


async def test_a_client_that_goes_away_in_the_middle_of_its_body_gets_no_answer(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    begun = exchange(edge, "POST", query)
    begun.feed(b"42", more=True)
    begun.abort()
    async with asyncio.timeout(3):
        await begun.task
    assert owner.hub.connections


async def test_two_posts_at_once_through_two_workers_close_the_session(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    slow = exchange(owner, "POST", query)
    slow.feed(b"42", more=True)
    await asyncio.sleep(0)
    answer = await request(edge, "POST", query, b"3")
    assert (answer.status, answer.body) == (400, b'{"code":3,"message":"Bad request"}')
    slow.feed(b"")
    assert (await slow.answer()).status == 400


async def test_two_polls_at_once_through_two_workers_close_the_session(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    query = await _session(owner)
    first = _poll(edge, query)
    await _until(lambda: _waits(owner))
    second = await request(owner, "GET", query)
    assert second.status == 400
    assert (await first.answer()).body == b"1"


@pytest.mark.parametrize(
    ("method", "query", "code"),
    [("PUT", "transport=polling", 1), ("GET", "transport=websocket", 1)],
)
async def test_other_requests_for_another_workers_session_are_refused(
    pair: tuple[SocketIO, SocketIO], method: str, query: str, code: int
) -> None:
    answer = await request(pair[1], method, f"EIO=4&{query}&sid=w1.{'x' * 27}")
    assert answer.status == 400
    assert orjson.loads(answer.body)["code"] == code


async def test_the_owner_checks_who_asks(pair: tuple[SocketIO, SocketIO]) -> None:
    del pair
    options: dict[str, Any] = {**QUICK, "identify": lambda scope: scope["user"]}
    owner, edge = build("o", **options), build("e", **options)
    for one in (owner, edge):
        one.start()
    assert await edge.hub.peers.knows("o")
    query = await _session(owner, user="ada")
    for method in ("GET", "POST"):
        answer = await request(edge, method, query, b"40", user="bob")
        assert (answer.status, answer.body) == UNKNOWN
    assert (await request(edge, "POST", query, b"3", user="ada")).body == b"ok"
    await owner.close()
    await edge.close()


async def test_a_websocket_for_another_workers_session_is_refused(
    pair: tuple[SocketIO, SocketIO],
) -> None:
    owner, edge = pair
    sid = (await _session(owner)).rpartition("=")[2]
    client = Communicator(edge, query=f"EIO=4&transport=websocket&sid={sid}")
    with pytest.raises(Exception, match="refused"):
        await client.open()
    await client.close()
    assert owner.hub.connections, "and the client stays on polling"
