"""What the layer lost is found in the database and sent to the sockets of this process."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from chat.actions import reading
from chat.execution import run_query
from chat.models import Membership, Message, Room, User
from chat.queries import sync
from chat.watcher import readings
from tests.support.factories import send
from tests.support.recorder import RecordingEmitter
from tests.support.sockets import Chat, in_thread


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every broadcast is lost. `undo()` ends it."""
    monkeypatch.setattr("chat.broadcast.get_emitter", RecordingEmitter)
    return monkeypatch


async def test_messages_that_were_lost_are_sent_with_the_next_look(
    chat: Chat, ada: User, ben: User, room: Room, lost: pytest.MonkeyPatch
) -> None:
    async with chat.enter(ben) as his:
        texts = ["one", "two", "three"]
        sent = [await in_thread(send, ada, room, text) for text in texts]
        await his.not_told("message:created")
        await chat.look()
        event = await his.told("room:caught_up")
        assert event["seq"] == event["changes"]["upto"] == sent[-1].seq
        assert [message["text"] for message in event["changes"]["messages"]] == texts
        await chat.look()
        await his.not_told("room:caught_up")


async def test_what_was_delivered_is_not_sent_again(
    chat: Chat, ada: User, ben: User, room: Room
) -> None:
    async with chat.enter(ben) as his:
        for text in ("one", "two"):
            await in_thread(send, ada, room, text)
        await his.told("message:created")
        await his.told("message:created")
        await chat.look()
        await his.not_told("room:caught_up")


async def test_a_gap_in_the_middle_is_filled(
    chat: Chat, ada: User, ben: User, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with chat.enter(ben) as his:
        await in_thread(send, ada, room, "one")
        with monkeypatch.context() as lost:
            lost.setattr("chat.broadcast.get_emitter", RecordingEmitter)
            missing = await in_thread(send, ada, room, "two")
        last = await in_thread(send, ada, room, "three")
        await chat.look()
        event = await his.told("room:caught_up")
        assert event["changes"]["after"] == missing.seq - 1
        assert event["seq"] == last.seq


async def test_an_edit_and_a_deletion_that_were_lost_are_sent_too(
    chat: Chat, ada: User, ben: User, room: Room, lost: pytest.MonkeyPatch
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        sent = await hers.command("message:send", room=room.pk, client_id="client-1", text="a")
        message = sent["message"]["id"]
        await hers.command("message:edit", room=room.pk, message=message, text="b")
        await chat.look()
        assert (await his.told("room:caught_up"))["changes"]["messages"][0]["text"] == "b"
        await hers.command("message:delete", room=room.pk, message=message)
        await chat.look()
        assert (await his.told("room:caught_up"))["changes"]["messages"][0]["deleted"] is True


async def test_a_long_absence_comes_as_a_snapshot(
    chat: Chat, ada: User, ben: User, room: Room, lost: pytest.MonkeyPatch
) -> None:
    def fill() -> None:
        room.refresh_from_db()
        first = room.last_seq + 1
        rows = [
            Message(room=room, author=ada, seq=seq, changed_seq=seq, text=str(seq), html="x")
            for seq in range(first, first + 1_500)
        ]
        Message.objects.bulk_create(rows)
        Room.objects.filter(pk=room.pk).update(last_seq=first + 1_499)

    async with chat.enter(ben) as his:
        await in_thread(fill)
        await chat.look()
        changes = (await his.told("room:caught_up"))["changes"]
        assert changes["limited"] is True
        assert changes["has_before"] is True


async def test_more_than_a_page_comes_in_pages(
    chat: Chat, ada: User, ben: User, room: Room, lost: pytest.MonkeyPatch
) -> None:
    lost.setitem(settings.HEARTH, "CHANGES_PAGE", 5)

    def fill() -> None:
        for number in range(12):
            send(ada, room, f"m{number}")

    async with chat.enter(ben) as his:
        await in_thread(fill)
        await chat.look()
        texts: list[str] = []
        while len(texts) < 12:
            changes = (await his.told("room:caught_up"))["changes"]
            texts += [message["text"] for message in changes["messages"]]
        assert texts == [f"m{number}" for number in range(12)]


async def test_ones_own_changes_that_were_lost_are_sent_to_oneself(
    chat: Chat, ada: User, ben: User, room: Room, lost: pytest.MonkeyPatch
) -> None:
    message = await in_thread(send, ada, room, "read me")
    async with chat.enter(ben) as his, chat.enter(ada) as hers:
        mine = await in_thread(reading.set_read, user=ben, room_id=room.pk, seq=message.seq)
        await chat.look()
        event = await his.told("me:changed")
        told = {name: value for name, value in event.items() if value is not None}
        assert told == {"seq": mine.me_seq, "mine": mine.model_dump(mode="json")}
        await hers.not_told("me:changed")


async def test_catching_up_sends_nothing_to_those_who_are_no_longer_in_the_room(
    chat: Chat, ada: User, ben: User, den: Room, lost: pytest.MonkeyPatch
) -> None:
    async with chat.enter(ada) as hers, chat.enter(ben) as his:
        # Not even the access version says so: the membership is what is asked.
        rows = Membership.objects.filter(user=ben, room=den)
        await rows.aupdate(is_active=False)
        await in_thread(send, ada, den, "secret")
        await chat.look()
        await hers.told("room:caught_up")
        await his.not_told("room:caught_up")
        assert await his.refused("typing:start", room=den.pk) == "not_found"


async def test_one_look_asks_two_queries_whatever_is_live(
    chat: Chat, ada: User, ben: User, eve: User, room: Room, den: Room,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[str] = []

    async def counting(query: object, /, **arguments: object) -> object:
        asked.append(getattr(query, "__name__", ""))
        return await run_query(query, **arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("chat.watcher.watcher.run_query", counting)
    async with chat.enter(ada), chat.enter(ben), chat.enter(eve), chat.enter(ada):
        asked.clear()
        await chat.look()
        assert asked == ["snapshot"]

        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                readings.snapshot(rooms=[room.pk, den.pk], users=[ada.pk, ben.pk, eve.pk])
            return len(queries)

        assert await in_thread(count) == 2


async def test_a_database_that_is_away_is_asked_again(
    chat: Chat, ada: User, ben: User, room: Room, lost: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    heads, failures = sync.heads, 2

    def failing(rooms: object) -> object:
        nonlocal failures
        if failures:
            failures -= 1
            raise OperationalError("the server closed the connection")
        return heads(rooms)  # type: ignore[arg-type]

    async with chat.enter(ben) as his:
        lost.setattr(sync, "heads", failing)
        lost.setitem(settings.HEARTH, "WATCH_SECONDS", 0.05)
        await in_thread(send, ada, room, "still here")
        assert (await his.told("room:caught_up"))["changes"]["messages"][0]["text"] == "still here"
    assert "does not answer" in caplog.text
