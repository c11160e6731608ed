"""Connection state recovery across workers."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from channels_socketio import Socket, SocketIO
from channels_socketio.requests import Question
from channels_socketio.testing import Closed, Communicator
from tests.channels_socketio.recovering import Club, Visit, arrive, club_server, come_and_lose
from tests.channels_socketio.workers import until

Two = tuple[tuple[SocketIO, Club], tuple[SocketIO, Club]]


@pytest.fixture
async def two() -> AsyncIterator[tuple[tuple[SocketIO, Club], tuple[SocketIO, Club]]]:
    """Two workers that know of each other."""
    first, second = club_server("w1"), club_server("w2")
    for sio, _ in (first, second):
        sio.start()
    assert await first[0].hub.peers.knows("w2")
    assert await second[0].hub.peers.knows("w1")
    yield first, second
    await first[0].close()
    await second[0].close()


async def test_another_worker_takes_it_over_with_all_that_was_missed(two: Two) -> None:
    (one, _), (other, club) = two
    before = await come_and_lose(one)
    other.emitter.emit("to a room", b"\x01", {"deep": b""}, to="bar")
    await until(lambda: _kept(one, before) == 1)
    one.emitter.emit("to its sid", to=before.sid)
    after = await arrive(other, before.ticket)
    assert (after.sid, after.pid) == (before.sid, before.pid)
    assert await after.next() == ["to a room", b"\x01", {"deep": b""}]
    assert await after.next() == ["to its sid"]
    assert await after.next() == ["welcome", True]
    assert club.came == [(before.sid, True, {"visits": 1}, frozenset({"club", "bar"}))]
    assert not one.hub.rooms(), "the first worker let it go"
    for emitter in (one.emitter, other.emitter):
        emitter.emit("later", to="bar")
        emitter.emit("to its sid", to=before.sid)
        assert await after.next() == ["later"]
        assert await after.next() == ["to its sid"]
    # And back again, to where its sid says, though it is not from there any more.
    await after.client.close()
    again = await arrive(one, after.ticket)
    assert again.sid == before.sid
    assert await again.next() == ["welcome", True]
    await again.client.close()


def _kept(sio: SocketIO, visit: Visit) -> int:
    """How many events wait for one that is away."""
    history = sio.hub.recovery._sockets[visit.pid].history
    return 0 if history is None else len(history.after(visit.offset))


async def test_nothing_is_lost_or_doubled_while_it_moves_under_traffic(two: Two) -> None:
    (one, _), (other, _) = two
    visit = await come_and_lose(one)
    heard: list[int] = []
    stop = asyncio.Event()
    sent = 0

    async def talk() -> None:
        nonlocal sent
        while not stop.is_set():
            (one if sent % 2 else other).emitter.emit("n", sent, to="club")
            sent += 1
            await asyncio.sleep(0.001)

    talking = asyncio.create_task(talk())
    for turn in range(6):
        visit = await arrive((other, one)[turn % 2], visit.ticket)
        welcomed = False
        while not welcomed:
            name, value = await visit.next()
            welcomed = name == "welcome"
            assert not welcomed or value, f"lost in turn {turn}"
            if name == "n":
                heard.append(value)
        await visit.client.close()
    stop.set()
    await talking
    last = await arrive(one, visit.ticket)
    while (event := await last.next())[0] == "n":
        heard.append(event[1])
    # Two senders: each one's own order holds.
    assert sorted(heard) == list(range(sent))
    assert [n for n in heard if n % 2] == sorted(n for n in heard if n % 2)
    assert [n for n in heard if not n % 2] == sorted(n for n in heard if not n % 2)
    await last.client.close()


async def test_data_that_cannot_leave_its_process_is_recovered_there_alone(two: Two) -> None:
    (one, _), (other, _) = two
    visit = await arrive(one)
    assert await visit.next() == ["welcome", False]
    await visit.client.call("keep", "an object")
    await visit.client.close()
    elsewhere = await arrive(other, visit.ticket)
    assert elsewhere.sid != visit.sid
    back = await arrive(one, visit.ticket)
    assert back.sid == visit.sid
    for client in (elsewhere.client, back.client):
        await client.close()


async def test_nobody_has_it_and_it_is_a_new_session(two: Two) -> None:
    (one, _), (other, _) = two
    before = await come_and_lose(one)
    one.hub.recovery.clear()
    after = await arrive(other, before.ticket)
    assert after.sid != before.sid
    await after.client.close()


async def test_a_worker_that_does_not_answer_costs_the_answers_time(two: Two) -> None:
    (one, _), (other, _) = two
    before = await come_and_lose(one)
    one.hub.requests.serve("recover-claim", lambda question: None)
    after = await arrive(other, before.ticket)
    assert after.sid != before.sid
    await after.client.close()


@pytest.mark.parametrize("answer", ["none", "nothing"])
async def test_a_claim_that_is_granted_and_then_lost_closes_the_connection(
    two: Two, answer: str
) -> None:
    (one, _), (other, _) = two
    before = await come_and_lose(one)
    if answer == "none":
        one.hub.requests.serve("recover-take", lambda question: None)
    else:
        one.hub.requests.serve("recover-take", lambda question: question.answer(None))
    client = Communicator(other)
    await client.open()
    with pytest.raises(Closed):
        await client.connect(auth=before.ticket)
    assert not list(other.hub.sockets())
    assert not other.hub.rooms()
    await client.close()


async def test_a_take_for_one_that_is_gone_meanwhile_is_answered_with_nothing(two: Two) -> None:
    (one, _), (other, _) = two
    before = await come_and_lose(one)
    claim = [*before.ticket.values(), "/", ""]
    for expected in (True, False):
        with other.hub.requests.ask("recover-take", claim, worker="w1") as question:
            assert ((await question.next(2)).body is not None) is expected


@pytest.mark.parametrize("kind", ["recover-claim", "recover-take"])
async def test_a_client_that_leaves_while_it_is_recovered_leaves_nothing(
    two: Two, kind: str
) -> None:
    (one, _), (other, club) = two
    before = await come_and_lose(one)
    serve = one.hub.requests._handlers[kind]
    held: list[Question] = []
    one.hub.requests.serve(kind, held.append)
    client = Communicator(other)
    await client.open()
    client.send_frame(f'40{{"pid":"{before.pid}","offset":"{before.offset}"}}')
    await until(lambda: bool(held))
    client.send_frame("41")
    await until(lambda: not any(c.sockets for c in other.hub.connections))
    serve(held[0])
    await client.close()
    assert not other.hub.rooms()
    assert not other.hub.roster.namespaces
    assert club.came == []


async def test_a_client_that_leaves_as_its_rooms_are_entered_stays_where_it_was(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, _), (other, _) = two
    before = await come_and_lose(one)
    client = Communicator(other)
    await client.open()
    enter = other.hub.roster.enter

    async def slow(socket: Socket, rooms: Sequence[str]) -> None:
        client.send_frame("41")
        await until(lambda: not any(c.sockets for c in other.hub.connections))
        await enter(socket, rooms)
        entered.set()

    entered = asyncio.Event()
    monkeypatch.setattr(other.hub.roster, "enter", slow)
    client.send_frame(f'40{{"pid":"{before.pid}","offset":"{before.offset}"}}')
    await asyncio.wait_for(entered.wait(), 5)
    await client.close()
    after = await arrive(one, before.ticket)
    assert after.sid == before.sid
    assert not other.hub.roster.namespaces
    await after.client.close()
