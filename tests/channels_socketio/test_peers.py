"""Who lives, and who is asked: two hubs that know of each other through the layer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.test import override_settings

from channels_socketio import SocketIO
from channels_socketio.options import Options
from channels_socketio.peers import Peers
from channels_socketio.requests import Question
from tests.channels_socketio.namespaces import build

QUICK = {"peer_interval": 50, "peer_timeout": 200}


@pytest.fixture
async def three() -> AsyncIterator[list[SocketIO]]:
    """Three servers that have heard of each other."""
    servers = [build(name, **QUICK) for name in ("one", "two", "three")]
    for server in servers:
        server.start()
    for server in servers:
        for other in servers:
            assert other is server or await server.hub.peers.knows(other.hub.worker)
    yield servers
    for server in servers:
        await server.close()


async def _until_gone(server: SocketIO, worker: str) -> None:
    async with asyncio.timeout(3):
        while worker in server.hub.peers.others:
            await asyncio.sleep(0.01)


async def test_a_worker_that_closes_says_so_and_is_no_longer_known(three: list[SocketIO]) -> None:
    left: list[str] = []
    three[0].hub.peers.on_left(left.append)
    await three[1].close()
    await _until_gone(three[0], "two")
    assert left == ["two"]
    assert three[0].hub.peers.others == {"three"}


async def test_a_worker_that_falls_silent_is_no_longer_known(three: list[SocketIO]) -> None:
    for task in list(three[1].hub._tasks):
        task.cancel()
    await _until_gone(three[0], "two")
    assert not await three[0].hub.peers.knows("two")


async def test_a_name_that_nobody_has_is_not_known() -> None:
    server = build("one", **QUICK)
    server.start()
    assert not await server.hub.peers.knows("nobody")
    assert not await server.hub.peers.knows("one"), "it is no other"
    await server.close()


async def test_without_a_layer_nobody_is_waited_for() -> None:
    with override_settings(CHANNEL_LAYERS={}):
        server = build("one")
        server.start()
        async with asyncio.timeout(0.5):
            assert not await server.hub.peers.knows("two")
        assert await server.hub.requests.gather("anything", None, seconds=5) == []
        await server.close()


async def test_whoever_hears_nobody_in_time_knows_nobody() -> None:
    peers = Peers(Options(layer_timeout=50), lambda word: None)
    async with asyncio.timeout(1):
        assert not await peers.knows("two")


async def test_all_others_are_asked_together(three: list[SocketIO]) -> None:
    def serve(server: SocketIO) -> None:
        def answer(question: Question) -> None:
            question.answer([server.hub.worker, question.body], [*question.attachments, b""])

        server.hub.requests.serve("who", answer)

    for server in three:
        serve(server)
    answers = await three[0].hub.requests.gather("who", {"n": 1}, seconds=3)
    assert sorted((a.worker, a.body, a.attachments) for a in answers) == [
        ("three", ["three", {"n": 1}], (b"",)),
        ("two", ["two", {"n": 1}], (b"",)),
    ]


async def test_who_does_not_answer_in_time_is_left_out(three: list[SocketIO]) -> None:
    three[1].hub.requests.serve("who", lambda question: question.answer("here"))

    def fail(question: Question) -> None:
        raise RuntimeError("as asked")

    three[2].hub.requests.serve("who", fail)
    answers = await three[0].hub.requests.gather("who", None, seconds=0.3)
    assert [answer.worker for answer in answers] == ["two"]


async def test_one_worker_is_asked_and_may_answer_more_than_once(three: list[SocketIO]) -> None:
    late: list[Question] = []

    def answer(question: Question) -> None:
        question.answer(1, [b"x"])
        question.answer(2)
        late.append(question)

    three[1].hub.requests.serve("count", answer)
    with three[0].hub.requests.ask("count", None, worker="two", attachments=[b"in"]) as ticket:
        first, second = await ticket.next(3), await ticket.next(3)
        assert (first.body, first.attachments, second.body) == (1, (b"x",), 2)
        with pytest.raises(TimeoutError):
            await ticket.next(0.05)
    assert late[0].attachments == (b"in",)
    late[0].answer("nobody waits any more")
    await asyncio.sleep(0.05)


async def test_a_question_that_nobody_serves_is_said_in_the_log(
    three: list[SocketIO], caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[Any] = await three[0].hub.requests.gather("riddle", None, seconds=0.2)
    assert answers == []
    assert "nobody answers 'riddle' here" in caplog.text


async def test_a_new_process_under_an_old_name_is_another_worker(three: list[SocketIO]) -> None:
    peers = three[0].hub.peers
    left: list[str] = []
    peers.on_left(left.append)
    waiting, cancelled = peers.left("two"), peers.left("two")
    cancelled.cancel()
    peers.heard("two", "alive", "a process of another origin")
    assert left == ["two"]
    assert waiting.done()
    assert "two" in peers.others


async def test_the_bye_of_one_that_nobody_knew_is_no_loss(three: list[SocketIO]) -> None:
    left: list[str] = []
    three[0].hub.peers.on_left(left.append)
    three[0].hub.peers.heard("a stranger", "bye", "elsewhere")
    assert left == []
