"""Who is online, away or offline, over all tabs and devices, and who is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from chat.models import Connection, User
from chat.presence import people_and_presence, table
from tests.support.factories import make_room
from tests.support.recorder import RecordingEmitter
from tests.support.sockets import Chat, Client, eventually, in_thread


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grace of a moment, so that tests need not wait for seconds."""
    monkeypatch.setitem(settings.HEARTH, "PRESENCE_GRACE", 0.3)


@asynccontextmanager
async def _watched(chat: Chat, watcher: User) -> AsyncIterator[Client]:
    """A client that has heard of its own coming."""
    async with chat.enter(watcher) as client:
        assert (await client.told("presence"))["user"] == watcher.pk
        yield client


async def test_coming_and_going_is_told_once_over_all_tabs(
    chat: Chat, ada: User, ben: User
) -> None:
    async with _watched(chat, ben) as his:
        async with chat.enter(ada) as one:
            event = await his.told("presence")
            assert event == {"user": ada.pk, "state": "online"}
            async with chat.enter(ada):
                await one.command("people:list")
            await _settled(chat, 2)
            await his.not_told("presence")
        event = await his.told("presence")
        assert event == {"user": ada.pk, "state": "offline"}


async def _settled(chat: Chat, count: int) -> None:
    """Return when so many connections are written down."""

    async def check() -> bool:
        return await Connection.objects.acount() == count

    await eventually(check)


async def test_a_page_that_is_loaded_again_does_not_flicker(
    chat: Chat, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _watched(chat, ben) as his:
        async with chat.enter(ada):
            await his.told("presence")
        async with chat.enter(ada) as again:
            await _settled(chat, 2)
            await again.command("people:list")
            await his.not_told("presence")


async def test_someone_is_away_when_all_their_clients_are(chat: Chat, ada: User, ben: User) -> None:
    async with _watched(chat, ben) as his, chat.enter(ada) as desk, chat.enter(ada) as phone:
        await his.told("presence")
        await desk.command("presence:set", state="away")
        await phone.command("presence:set", state="away")
        assert (await his.told("presence"))["state"] == "away"
        people = await his.command("people:list")
        assert people["presence"] == {
            "online": 2, "states": {str(ada.pk): "away", str(ben.pk): "online"},
        }  # fmt: skip
        await phone.command("presence:set", state="active")
        assert (await his.told("presence"))["state"] == "online"


async def test_a_guest_hears_of_those_who_share_a_room_alone(
    chat: Chat, ada: User, gus: User, eve: User
) -> None:
    await in_thread(make_room, ada, "with guests", members=(gus,))
    async with _watched(chat, gus) as his, chat.enter(eve), chat.enter(ada):
        assert await his.told("presence") == {"user": ada.pk, "state": "online"}
        found = (await his.command("people:list"))["presence"]
        assert found["states"] == {str(ada.pk): "online", str(gus.pk): "online"}
        assert found["online"] == 2  # Eve is none of his business, not even as a number


async def test_a_connection_is_written_down_with_its_device(chat: Chat, ada: User) -> None:
    async with chat.enter(ada):
        await _settled(chat, 1)
        row = await Connection.objects.aget()
        assert row.device == "Firefox on Linux"
        assert row.worker == chat.sio.hub.worker
        assert row.sid == next(iter(chat.sio.hub.sockets())).sid

        async def is_noted() -> bool:  # in a transaction of its own, after the connection's
            return (await User.objects.aget(pk=ada.pk)).last_seen is not None

        await eventually(is_noted)


async def test_the_rows_of_a_dead_worker_lapse_and_its_people_go_offline(
    chat: Chat, ada: User, ben: User
) -> None:
    await Connection.objects.acreate(sid="dead.1", worker="dead", user=ada)
    async with _watched(chat, ben) as his:
        states = (await his.command("people:list"))["presence"]["states"]
        assert states[str(ada.pk)] == "online"
        lapse = timedelta(seconds=settings.HEARTH["PRESENCE_LAPSE_SECONDS"])
        await Connection.objects.filter(worker="dead").aupdate(seen=timezone.now() - lapse)
        await chat.namespace.presence.look()
        assert await his.told("presence") == {"user": ada.pk, "state": "offline"}
    assert not await Connection.objects.filter(worker="dead").aexists()
    assert (await User.objects.aget(pk=ada.pk)).last_seen is not None


async def test_a_worker_that_starts_again_ends_what_it_left_behind(
    chat: Chat, ada: User, ben: User
) -> None:
    opened = timezone.now() - timedelta(seconds=1)
    await Connection.objects.acreate(
        sid="old.1", worker=chat.sio.hub.worker, user=ada, opened_at=opened
    )
    async with _watched(chat, ben) as his:
        await asyncio.sleep(0.4)
        await chat.namespace.presence.look()
        assert (await his.told("presence"))["state"] == "offline"


async def test_a_lost_broadcast_is_made_up_for_at_the_next_renewal(
    chat: Chat, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _watched(chat, ben) as his:
        with monkeypatch.context() as lost:
            lost.setattr("chat.broadcast.get_emitter", RecordingEmitter)
            ending = AsyncExitStack()
            await ending.enter_async_context(chat.enter(ada))
            await _settled(chat, 2)
            await chat.namespace.presence.look()
        assert (await his.told("presence"))["state"] == "online"
        await chat.namespace.presence.look()
        await his.not_told("presence")
        await ending.aclose()
        assert (await his.told("presence"))["state"] == "offline"


async def test_rows_that_were_swept_or_left_over_are_set_right_at_the_next_renewal(
    chat: Chat, ada: User
) -> None:
    async with chat.enter(ada):
        await _settled(chat, 1)
        row = await Connection.objects.aget()
        await Connection.objects.all().adelete()
        await Connection.objects.acreate(sid="stray", worker=row.worker, user=ada)
        await chat.namespace.presence.look()
        assert [row.sid async for row in Connection.objects.all()] == [row.sid]


async def test_when_the_server_stops_its_rows_lapse_within_the_grace(chat: Chat, ada: User) -> None:
    async with chat.enter(ada):
        await _settled(chat, 1)
        await chat.sio.close(within=1)
    assert await Connection.objects.acount() == 1

    async def is_offline() -> bool:
        return not await in_thread(_states, ada)

    await eventually(is_offline, seconds=1)


def _states(user: User) -> dict[str, Any]:
    return dict(people_and_presence(user=user).presence.states)


async def test_a_storm_of_connects_is_written_down_in_a_few_transactions(
    chat: Chat, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = 0
    write = table.write

    def counting(**arguments: Any) -> Any:
        nonlocal writes
        writes += 1
        return write(**arguments)

    monkeypatch.setattr(table, "write", counting)
    keeper = chat.namespace.presence
    async with chat.enter(ada):
        for number in range(300):
            keeper.arrived(f"sid.{number}", ada.pk, "test")
        await _settled(chat, 301)
        assert writes <= 3


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_at_once_each_is_told_where_they_are_by_one_query(
    ada: User, ben: User, sent: RecordingEmitter, django_assert_num_queries: Any
) -> None:
    quay = make_room(ada, "quay", members=(ben,))
    loft = make_room(ada, "loft")
    sent.clear()
    with django_assert_num_queries(1):
        table.tell(changed={ada.pk: "online", ben.pk: "away"})
    assert [event.data for event in sent.sent] == [
        {"user": ada.pk, "state": "online"}, {"user": ben.pk, "state": "away"},
    ]  # fmt: skip
    hers, his = ({*event.to} for event in sent.sent)
    assert hers == {"members", f"user:{ada.pk}", f"room:{quay.pk}", f"room:{loft.pk}"}
    assert his == {"members", f"user:{ben.pk}", f"room:{quay.pk}"}
