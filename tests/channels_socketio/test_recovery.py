"""Connection state recovery, on one worker and across two. PROTOCOL "Connection state recovery"."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels_socketio import SocketIO
from channels_socketio.testing import Communicator
from tests.channels_socketio.recovering import OPTIONS, Club, arrive, club_server, come_and_lose
from tests.channels_socketio.workers import until


@pytest.fixture
async def server() -> AsyncIterator[tuple[SocketIO, Club]]:
    """One worker."""
    made = club_server("w1")
    made[0].start()
    yield made
    await made[0].close()


async def test_a_client_that_comes_back_is_the_same_and_gets_what_it_missed(
    server: tuple[SocketIO, Club],
) -> None:
    sio, club = server
    before = await come_and_lose(sio)
    sio.emitter.emit("to all", 1)
    sio.emitter.emit("to a room", 2, b"\x00", {"deep": b""}, to="bar")
    sio.emitter.emit("to another", 3, to="elsewhere")
    sio.emitter.emit("not to it", 4, skip_sid=before.sid)
    sio.emitter.emit("dropped", 5, volatile=True)
    sio.emitter.emit("to its sid", 6, to=before.sid)
    after = await arrive(sio, before.ticket)
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
    before = await arrive(sio)
    assert await before.next() == ["welcome", False]
    sio.emitter.emit("written", 1)
    await before.client.receive_frame()  # and never seen by the application
    await before.client.close()
    after = await arrive(sio, before.ticket)
    assert await after.next() == ["written", 1]
    await after.client.close()


async def test_one_comes_back_again_and_again(server: tuple[SocketIO, Club]) -> None:
    sio, _ = server
    visit = await come_and_lose(sio)
    first = visit.offset
    for turn in range(3):
        visit = await arrive(sio, {"pid": visit.pid, "offset": visit.offset})
        assert await visit.next() == ["welcome", True]
        assert visit.offset != first, turn
        await visit.client.close()
    sio.emitter.emit("at last")
    visit = await arrive(sio, {"pid": visit.pid, "offset": visit.offset})
    assert await visit.next() == ["at last"]
    await visit.client.close()


async def test_a_client_that_is_back_before_its_loss_is_seen_takes_over(
    server: tuple[SocketIO, Club],
) -> None:
    sio, club = server
    before = await arrive(sio)
    assert await before.next() == ["welcome", False]
    after = await arrive(sio, before.ticket)
    assert after.sid == before.sid
    await before.client.wait_closed()
    assert await after.next() == ["welcome", True]
    await until(lambda: club.left == ["transport close"])
    await before.client.close()
    await after.client.close()


async def test_an_event_that_asks_for_an_ack_has_no_offset(server: tuple[SocketIO, Club]) -> None:
    sio, _ = server
    visit = await arrive(sio)
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
    before = await come_and_lose(sio)
    after = await arrive(sio, {**before.ticket, **change})
    assert after.sid != before.sid
    assert after.pid != before.pid
    assert await after.next() == ["welcome", False]
    await after.client.close()


async def test_after_a_disconnect_of_either_side_it_is_a_new_session(
    server: tuple[SocketIO, Club],
) -> None:
    sio, _ = server
    for ended_by in ("client", "server"):
        visit = await arrive(sio)
        assert await visit.next() == ["welcome", False]
        if ended_by == "client":
            visit.client.send_frame("41")
        else:
            sio.emitter.disconnect_sockets(to=visit.sid)
        await until(lambda: not list(sio.hub.sockets()))
        await visit.client.close()
        after = await arrive(sio, visit.ticket)
        assert after.sid != visit.sid, ended_by
        await after.client.close()


async def test_another_namespace_or_another_user_does_not_get_it() -> None:
    club = Club()
    options: dict[str, Any] = {**OPTIONS, "identify": lambda scope: scope["user"] or ""}
    sio = SocketIO({"/": club, "/b": Club}, **options)
    before = await come_and_lose(sio, user="ada")
    stranger = await arrive(sio, before.ticket, user="bob")
    assert stranger.sid != before.sid
    elsewhere = Communicator(sio, user="ada")
    await elsewhere.open()
    answer = await elsewhere.connect(namespace="/b", auth=before.ticket)
    assert answer["sid"] != before.sid
    after = await arrive(sio, before.ticket, user="ada")
    assert after.sid == before.sid
    for client in (stranger.client, elsewhere, after.client):
        await client.close()
    await sio.close()


async def test_one_that_is_away_is_put_in_rooms_and_out_of_them_and_ended(
    server: tuple[SocketIO, Club],
) -> None:
    sio, club = server
    before = await come_and_lose(sio)
    assert not list(sio.hub.sockets()), "it is not there"
    sio.emitter.sockets_leave(to=before.sid, rooms="club")
    sio.emitter.sockets_join(to=before.sid, rooms="garden")
    sio.emitter.emit("secret", to="club")
    after = await arrive(sio, before.ticket)
    assert await after.next() == ["welcome", True]
    assert club.came[1][3] == {"bar", "garden"}
    await after.client.close()
    sio.emitter.disconnect_sockets(to=before.sid)
    last = await arrive(sio, after.ticket)
    assert last.sid != before.sid
    await last.client.close()


async def test_one_that_stays_away_too_long_is_forgotten_with_all_it_held() -> None:
    sio, _ = club_server("w1", connection_state_recovery=50)
    before = await come_and_lose(sio)
    assert set(sio.hub.rooms()) == {"club", "bar"}
    await until(lambda: not sio.hub.rooms())
    assert not sio.hub.roster.namespaces
    after = await arrive(sio, before.ticket)
    assert after.sid != before.sid
    await after.client.close()
    await sio.close()


async def test_no_more_than_so_many_may_be_away() -> None:
    sio, _ = club_server("w1", recovery_sockets=2)
    visits = [await come_and_lose(sio) for _ in range(3)]
    back = [await arrive(sio, visit.ticket) for visit in visits]
    assert [new.sid == old.sid for new, old in zip(back, visits, strict=True)] == [
        False,
        True,
        True,
    ]
    for visit in back:
        await visit.client.close()
    await sio.close()


async def test_one_that_missed_more_than_is_kept_starts_anew() -> None:
    sio, _ = club_server("w1", recovery_packets=3)
    before = await come_and_lose(sio)
    for number in range(4):
        sio.emitter.emit("n", number)
    after = await arrive(sio, before.ticket)
    assert after.sid != before.sid
    await after.client.close()
    await sio.close()


async def test_one_that_is_refused_is_not_kept(server: tuple[SocketIO, Club]) -> None:
    sio, club = server
    before = await come_and_lose(sio)
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
    visit = await arrive(sio)
    sio.hub.draining = True
    await visit.client.close()
    assert not sio.hub.rooms()
    assert club.left == ["transport close"]


async def test_without_the_setting_there_is_no_pid_and_no_offset() -> None:
    sio, _ = club_server("w1", connection_state_recovery=0)
    client = Communicator(sio)
    await client.open()
    assert set(await client.connect(auth={"pid": "w1.x", "offset": "y"})) == {"sid"}
    assert await client.receive_event() == ["welcome", False]
    await client.close()
    await sio.close()
