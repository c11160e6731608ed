"""Connection state recovery, on one worker and across two. PROTOCOL "Connection state recovery"."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest

from channels_socketio import ConnectionRefused, Namespace, Socket, SocketIO, on
from channels_socketio.claims import read_ticket
from channels_socketio.errors import DisconnectReason
from channels_socketio.frames import message_frame
from channels_socketio.history import History
from channels_socketio.requests import Question
from channels_socketio.testing import Closed, Communicator

OPTIONS = {
    "connection_state_recovery": 60_000,
    "peer_interval": 50,
    "peer_timeout": 400,
    "peer_answer": 400,
}


class Club(Namespace):
    """Remembers what happened to its sockets."""

    def __init__(self) -> None:
        self.came: list[tuple[str, bool, dict[str, Any], frozenset[str]]] = []
        self.left: list[str] = []
        self.closed = False

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        if self.closed:
            raise ConnectionRefused("closed")
        self.came.append((socket.sid, socket.recovered, dict(socket.data), socket.rooms))
        if not socket.recovered:
            socket.data["visits"] = 1
            await socket.enter("club", "bar")
        await socket.emit("welcome", socket.recovered)

    async def on_disconnect(self, socket: Socket, reason: str) -> None:
        self.left.append(reason)

    @on("keep")
    async def keep(self, socket: Socket, value: Any) -> None:
        socket.data["kept"] = object() if value == "an object" else value


def _server(worker: str, **options: Any) -> tuple[SocketIO, Club]:
    club = Club()
    return SocketIO({"/": club}, worker=worker, **{**OPTIONS, **options}), club


@pytest.fixture
async def two() -> AsyncIterator[tuple[tuple[SocketIO, Club], tuple[SocketIO, Club]]]:
    """Two workers that know of each other."""
    first, second = _server("w1"), _server("w2")
    for sio, _ in (first, second):
        sio.start()
    assert await first[0].hub.peers.knows("w2")
    assert await second[0].hub.peers.knows("w1")
    yield first, second
    await first[0].close()
    await second[0].close()


@pytest.fixture
async def server() -> AsyncIterator[tuple[SocketIO, Club]]:
    """One worker."""
    made = _server("w1")
    made[0].start()
    yield made
    await made[0].close()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


class Visit:
    """A client that was let in, and what it has to show to come back."""

    def __init__(self, client: Communicator, answer: dict[str, Any]) -> None:
        self.client = client
        self.sid: str = answer["sid"]
        self.pid: str = answer["pid"]
        self.offset = ""

    async def next(self) -> list[Any]:
        """The next event without its offset, which is kept as the client does."""
        *event, self.offset = await self.client.receive_event()
        return event

    @property
    def ticket(self) -> dict[str, Any]:
        """What the official client puts into its CONNECT."""
        return {"pid": self.pid, "offset": self.offset}


async def _visit(sio: SocketIO, auth: dict[str, Any] | None = None, **options: Any) -> Visit:
    client = Communicator(sio, **options)
    await client.open()
    return Visit(client, await client.connect(auth=auth))


async def _come_and_lose(sio: SocketIO, **options: Any) -> Visit:
    """A client that was welcomed and lost its connection."""
    visit = await _visit(sio, **options)
    assert await visit.next() == ["welcome", False]
    await visit.client.close()
    return visit


async def test_a_client_that_comes_back_is_the_same_and_gets_what_it_missed(
    server: tuple[SocketIO, Club],
) -> None:
    sio, club = server
    before = await _come_and_lose(sio)
    sio.emitter.emit("to all", 1)
    sio.emitter.emit("to a room", 2, b"\x00", {"deep": b""}, to="bar")
    sio.emitter.emit("to another", 3, to="elsewhere")
    sio.emitter.emit("not to it", 4, skip_sid=before.sid)
    sio.emitter.emit("dropped", 5, volatile=True)
    sio.emitter.emit("to its sid", 6, to=before.sid)
    after = await _visit(sio, before.ticket)
    assert (after.sid, after.pid) == (before.sid, before.pid)
    assert await after.next() == ["to all", 1]
    assert await after.next() == ["to a room", 2, b"\x00", {"deep": b""}]
    assert await after.next() == ["to its sid", 6]
    assert await after.next() == ["welcome", True]
    assert club.came[1] == (before.sid, True, {"visits": 1}, frozenset({"club", "bar"}))
    sio.emitter.emit("later", to=["bar", before.sid])
    assert await after.next() == ["later"]
    await after.client.close()


async def test_what_was_sent_and_got_lost_on_the_way_is_sent_again(
    server: tuple[SocketIO, Club],
) -> None:
    sio, _ = server
    before = await _visit(sio)
    assert await before.next() == ["welcome", False]
    sio.emitter.emit("written", 1)
    await before.client.receive_frame()  # and never seen by the application
    await before.client.close()
    after = await _visit(sio, before.ticket)
    assert await after.next() == ["written", 1]
    await after.client.close()


async def test_one_comes_back_again_and_again(server: tuple[SocketIO, Club]) -> None:
    sio, _ = server
    visit = await _come_and_lose(sio)
    first = visit.offset
    for turn in range(3):
        visit = await _visit(sio, {"pid": visit.pid, "offset": visit.offset})
        assert await visit.next() == ["welcome", True]
        assert visit.offset != first, turn
        await visit.client.close()
    sio.emitter.emit("at last")
    visit = await _visit(sio, {"pid": visit.pid, "offset": visit.offset})
    assert await visit.next() == ["at last"]
    await visit.client.close()


async def test_a_client_that_is_back_before_its_loss_is_seen_takes_over(
    server: tuple[SocketIO, Club],
) -> None:
    sio, club = server
    before = await _visit(sio)
    assert await before.next() == ["welcome", False]
    after = await _visit(sio, before.ticket)
    assert after.sid == before.sid
    await before.client.wait_closed()
    assert await after.next() == ["welcome", True]
    await _until(lambda: club.left == ["transport close"])
    await before.client.close()
    await after.client.close()


async def test_an_event_that_asks_for_an_ack_has_no_offset(server: tuple[SocketIO, Club]) -> None:
    sio, _ = server
    visit = await _visit(sio)
    assert await visit.next() == ["welcome", False]
    [socket] = sio.hub.sockets()
    asking = asyncio.create_task(socket.call("question", 1))
    packet = await visit.client.receive_request()
    assert packet.data == ["question", 1]
    visit.client.ack(packet, "yes")
    assert await asking == ["yes"]
    await socket.emit("volatile", volatile=True)
    assert await visit.client.receive_event() == ["volatile"]
    await visit.client.close()


@pytest.mark.parametrize(
    "change",
    [
        {"pid": "w1." + "x" * 27},
        {"pid": "nobody"},
        {"pid": 7},
        {"offset": "0" * 12 + ".7"},
        {"offset": "unknown"},
        {"offset": 7},
        {"offset": None},
    ],
    ids=str,
)
async def test_what_is_unknown_or_of_another_type_is_a_new_session(
    server: tuple[SocketIO, Club], change: dict[str, Any]
) -> None:
    sio, _ = server
    before = await _come_and_lose(sio)
    after = await _visit(sio, {**before.ticket, **change})
    assert after.sid != before.sid
    assert after.pid != before.pid
    assert await after.next() == ["welcome", False]
    await after.client.close()


async def test_after_a_disconnect_of_either_side_it_is_a_new_session(
    server: tuple[SocketIO, Club],
) -> None:
    sio, _ = server
    for ended_by in ("client", "server"):
        visit = await _visit(sio)
        assert await visit.next() == ["welcome", False]
        if ended_by == "client":
            visit.client.send_frame("41")
        else:
            sio.emitter.disconnect_sockets(to=visit.sid)
        await _until(lambda: not list(sio.hub.sockets()))
        await visit.client.close()
        after = await _visit(sio, visit.ticket)
        assert after.sid != visit.sid, ended_by
        await after.client.close()


async def test_another_namespace_or_another_user_does_not_get_it() -> None:
    club = Club()
    options: dict[str, Any] = {**OPTIONS, "identify": lambda scope: scope["user"] or ""}
    sio = SocketIO({"/": club, "/b": Club}, **options)
    before = await _come_and_lose(sio, user="ada")
    stranger = await _visit(sio, before.ticket, user="bob")
    assert stranger.sid != before.sid
    elsewhere = Communicator(sio, user="ada")
    await elsewhere.open()
    answer = await elsewhere.connect(namespace="/b", auth=before.ticket)
    assert answer["sid"] != before.sid
    after = await _visit(sio, before.ticket, user="ada")
    assert after.sid == before.sid
    for client in (stranger.client, elsewhere, after.client):
        await client.close()
    await sio.close()


async def test_one_that_is_away_is_put_in_rooms_and_out_of_them_and_ended(
    server: tuple[SocketIO, Club],
) -> None:
    sio, club = server
    before = await _come_and_lose(sio)
    assert not list(sio.hub.sockets()), "it is not there"
    sio.emitter.sockets_leave(to=before.sid, rooms="club")
    sio.emitter.sockets_join(to=before.sid, rooms="garden")
    sio.emitter.emit("secret", to="club")
    after = await _visit(sio, before.ticket)
    assert await after.next() == ["welcome", True]
    assert club.came[1][3] == {"bar", "garden"}
    await after.client.close()
    sio.emitter.disconnect_sockets(to=before.sid)
    last = await _visit(sio, after.ticket)
    assert last.sid != before.sid
    await last.client.close()


async def test_one_that_stays_away_too_long_is_forgotten_with_all_it_held() -> None:
    sio, _ = _server("w1", connection_state_recovery=50)
    before = await _come_and_lose(sio)
    assert set(sio.hub.rooms()) == {"club", "bar"}
    await _until(lambda: not sio.hub.rooms())
    assert not sio.hub.roster.namespaces
    after = await _visit(sio, before.ticket)
    assert after.sid != before.sid
    await after.client.close()
    await sio.close()


async def test_no_more_than_so_many_may_be_away() -> None:
    sio, _ = _server("w1", recovery_sockets=2)
    visits = [await _come_and_lose(sio) for _ in range(3)]
    back = [await _visit(sio, visit.ticket) for visit in visits]
    assert [new.sid == old.sid for new, old in zip(back, visits, strict=True)] == [
        False,
        True,
        True,
    ]
    for visit in back:
        await visit.client.close()
    await sio.close()


async def test_one_that_missed_more_than_is_kept_starts_anew() -> None:
    sio, _ = _server("w1", recovery_packets=3)
    before = await _come_and_lose(sio)
    for number in range(4):
        sio.emitter.emit("n", number)
    after = await _visit(sio, before.ticket)
    assert after.sid != before.sid
    await after.client.close()
    await sio.close()


async def test_one_that_is_refused_is_not_kept(server: tuple[SocketIO, Club]) -> None:
    sio, club = server
    before = await _come_and_lose(sio)
    club.closed = True
    client = Communicator(sio)
    await client.open()
    assert await client.connect(auth=before.ticket) == {"message": "closed"}
    assert not sio.hub.rooms()
    club.closed = False
    answer = await client.connect(auth=before.ticket)
    assert answer["sid"] != before.sid
    await client.close()


async def test_a_server_that_closes_keeps_nobody(server: tuple[SocketIO, Club]) -> None:
    sio, club = server
    visit = await _visit(sio)
    sio.hub.draining = True
    await visit.client.close()
    assert not sio.hub.rooms()
    assert club.left == ["transport close"]


async def test_without_the_setting_there_is_no_pid_and_no_offset() -> None:
    sio, _ = _server("w1", connection_state_recovery=0)
    client = Communicator(sio)
    await client.open()
    assert set(await client.connect(auth={"pid": "w1.x", "offset": "y"})) == {"sid"}
    assert await client.receive_event() == ["welcome", False]
    await client.close()
    await sio.close()


# -- Across workers -------------------------------------------------------------------------------

Two = tuple[tuple[SocketIO, Club], tuple[SocketIO, Club]]


async def test_another_worker_takes_it_over_with_all_that_was_missed(two: Two) -> None:
    (one, _), (other, club) = two
    before = await _come_and_lose(one)
    other.emitter.emit("to a room", b"\x01", {"deep": b""}, to="bar")
    await _until(lambda: _kept(one, before) == 1)
    one.emitter.emit("to its sid", to=before.sid)
    after = await _visit(other, before.ticket)
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
    again = await _visit(one, after.ticket)
    assert again.sid == before.sid
    assert await again.next() == ["welcome", True]
    await again.client.close()


def _kept(sio: SocketIO, visit: Visit) -> int:
    """How many events wait for one that is away."""
    history = sio.hub.recovery._sockets[visit.pid].history
    return 0 if history is None else len(history.after(visit.offset))


async def test_nothing_is_lost_or_doubled_while_it_moves_under_traffic(two: Two) -> None:
    (one, _), (other, _) = two
    visit = await _come_and_lose(one)
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
        visit = await _visit((other, one)[turn % 2], visit.ticket)
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
    last = await _visit(one, visit.ticket)
    while (event := await last.next())[0] == "n":
        heard.append(event[1])
    # Two senders: each one's own order holds.
    assert sorted(heard) == list(range(sent))
    assert [n for n in heard if n % 2] == sorted(n for n in heard if n % 2)
    assert [n for n in heard if not n % 2] == sorted(n for n in heard if not n % 2)
    await last.client.close()


async def test_data_that_cannot_leave_its_process_is_recovered_there_alone(two: Two) -> None:
    (one, _), (other, _) = two
    visit = await _visit(one)
    assert await visit.next() == ["welcome", False]
    await visit.client.call("keep", "an object")
    await visit.client.close()
    elsewhere = await _visit(other, visit.ticket)
    assert elsewhere.sid != visit.sid
    back = await _visit(one, visit.ticket)
    assert back.sid == visit.sid
    for client in (elsewhere.client, back.client):
        await client.close()


async def test_nobody_has_it_and_it_is_a_new_session(two: Two) -> None:
    (one, _), (other, _) = two
    before = await _come_and_lose(one)
    one.hub.recovery.clear()
    after = await _visit(other, before.ticket)
    assert after.sid != before.sid
    await after.client.close()


async def test_a_worker_that_does_not_answer_costs_the_answers_time(two: Two) -> None:
    (one, _), (other, _) = two
    before = await _come_and_lose(one)
    one.hub.requests.serve("recover-claim", lambda question: None)
    after = await _visit(other, before.ticket)
    assert after.sid != before.sid
    await after.client.close()


@pytest.mark.parametrize("answer", ["none", "nothing"])
async def test_a_claim_that_is_granted_and_then_lost_closes_the_connection(
    two: Two, answer: str
) -> None:
    (one, _), (other, _) = two
    before = await _come_and_lose(one)
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
    before = await _come_and_lose(one)
    claim = [*before.ticket.values(), "/", ""]
    for expected in (True, False):
        with other.hub.requests.ask("recover-take", claim, worker="w1") as question:
            assert ((await question.next(2)).body is not None) is expected


@pytest.mark.parametrize("kind", ["recover-claim", "recover-take"])
async def test_a_client_that_leaves_while_it_is_recovered_leaves_nothing(
    two: Two, kind: str
) -> None:
    (one, _), (other, club) = two
    before = await _come_and_lose(one)
    serve = one.hub.requests._handlers[kind]
    held: list[Question] = []
    one.hub.requests.serve(kind, held.append)
    client = Communicator(other)
    await client.open()
    client.send_frame(f'40{{"pid":"{before.pid}","offset":"{before.offset}"}}')
    await _until(lambda: bool(held))
    client.send_frame("41")
    await _until(lambda: not any(c.sockets for c in other.hub.connections))
    serve(held[0])
    await client.close()
    assert not other.hub.rooms()
    assert not other.hub.roster.namespaces
    assert club.came == []


async def test_a_client_that_leaves_as_its_rooms_are_entered_stays_where_it_was(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, _), (other, _) = two
    before = await _come_and_lose(one)
    client = Communicator(other)
    await client.open()
    enter = other.hub.roster.enter

    async def slow(socket: Socket, rooms: Sequence[str]) -> None:
        client.send_frame("41")
        await _until(lambda: not any(c.sockets for c in other.hub.connections))
        await enter(socket, rooms)
        entered.set()

    entered = asyncio.Event()
    monkeypatch.setattr(other.hub.roster, "enter", slow)
    client.send_frame(f'40{{"pid":"{before.pid}","offset":"{before.offset}"}}')
    await asyncio.wait_for(entered.wait(), 5)
    await client.close()
    after = await _visit(one, before.ticket)
    assert after.sid == before.sid
    assert not other.hub.roster.namespaces
    await after.client.close()


# -- Its parts ------------------------------------------------------------------------------------


def test_a_history_keeps_what_has_an_offset_within_its_bounds() -> None:
    history = History(packets=3, size=400, start="s")
    assert history.knows("s")
    assert list(history.after("s")) == []
    frames = [message_frame("xx", offset=f"o{n}") for n in range(4)]
    history.add(message_frame("without"))
    for frame in frames[:3]:
        history.add(frame)
    assert list(history.after("s")) == frames[:3]
    history.add(frames[3])
    assert not history.knows("s")
    assert list(history.after("o0")) == frames[1:]
    assert list(history.after("o2")) == frames[3:]
    history.add(message_frame("x" * 290, offset="large"))
    assert history.knows("o3")
    assert not history.knows("o2")


PID, OFFSET = "w1." + "x" * 27, "0" * 12 + ".7"


@pytest.mark.parametrize(
    "auth",
    [
        None,
        {},
        {"pid": PID},
        {"offset": OFFSET},
        {"pid": 1, "offset": OFFSET},
        {"pid": PID, "offset": 1},
        {"pid": PID + "x" * 1_000, "offset": OFFSET},
        {"pid": PID, "offset": OFFSET + "7" * 1_000},
        {"pid": PID + "\n", "offset": OFFSET},
    ],
)
def test_half_a_ticket_or_one_that_nobody_gave_out_is_none(auth: dict[str, Any] | None) -> None:
    assert read_ticket({"pid": PID, "offset": OFFSET}) == (PID, OFFSET)
    assert read_ticket(auth) is None


def test_what_a_client_ends_itself_is_not_recoverable() -> None:
    from channels_socketio.recovery import RECOVERABLE

    assert DisconnectReason.CLIENT_NAMESPACE not in RECOVERABLE
    assert DisconnectReason.SERVER_NAMESPACE not in RECOVERABLE
    assert DisconnectReason.FORCED_CLOSE not in RECOVERABLE
