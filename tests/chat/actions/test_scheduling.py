"""Scheduled messages: kept, changed, taken back, sent once at their time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import drafts, membership, messages, scheduling
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.events.shapes import ScheduledShape
from chat.models import Message, Room, Scheduled, User
from chat.queries import drafts as draft_queries
from chat.queries import scheduling as scheduled_queries
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import client_id
from tests.support.queries import sending


def _plan(user: User, room: Room, text: str = "later", **more: Any) -> ScheduledShape:
    at = timezone.now() + timedelta(minutes=more.pop("minutes", 20))
    given = {"client_id": client_id(), "at": at, **more}
    return scheduling.schedule_message(user=user, room_id=room.pk, text=text, **given)


def _its_time_comes(kept: ScheduledShape) -> None:
    Scheduled.objects.filter(pk=kept.id).update(send_at=timezone.now() - timedelta(seconds=1))


def _due() -> list[int]:
    return scheduled_queries.due(now=timezone.now(), most=100)


def _texts(room: Room) -> list[str]:
    return list(Message.objects.filter(room=room, kind="text").values_list("text", flat=True))


def test_a_message_waits_for_its_time_and_is_sent_once(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        kept = _plan(ada, room)
    assert [(one.event, one.to) for one in sent.sent] == [("me:changed", (f"user:{ada.pk}",))]
    scheduling.send_due(scheduled_id=kept.id)  # too early
    assert (_due(), _texts(room)) == ([], [])
    _its_time_comes(kept)
    assert _due() == [kept.id]
    with watching(ada, ben) as sent:
        for _ in range(3):  # as three workers would
            scheduling.send_due(scheduled_id=kept.id)
    assert sent.names() == ["message:created", "me:changed"]
    (message,) = Message.objects.filter(room=room, kind="text")
    assert (message.text, message.author, message.client_id) == (
        "later", ada, f"scheduled-{kept.id}",
    )  # fmt: skip
    assert (_due(), scheduled_queries.my_scheduled(user=ada)) == ([], [])


def test_the_message_and_the_end_of_its_waiting_are_stored_together(
    room: Room, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _plan(ada, room)
    _its_time_comes(kept)

    def killed(row: Scheduled) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(scheduling, "_store", killed)
        with pytest.raises(KeyboardInterrupt):
            scheduling.send_due(scheduled_id=kept.id)
    assert (_due(), _texts(room)) == ([kept.id], [])
    scheduling.send_due(scheduled_id=kept.id)
    assert _texts(room) == ["later"]


def test_what_cannot_be_sent_stays_with_the_reason_and_may_be_tried_again(
    room: Room, ada: User, watching: Watching
) -> None:
    kept = _plan(ada, room)
    membership.leave_room(user=ada, room_id=room.pk)
    _its_time_comes(kept)
    with watching(ada):
        scheduling.send_due(scheduled_id=kept.id)
    (failed,) = scheduled_queries.my_scheduled(user=ada)
    assert (failed.state, failed.text, failed.reason) == ("failed", "later", "Join the room first.")
    with pytest.raises(Forbidden):
        scheduling.send_scheduled(user=ada, scheduled_id=kept.id)
    membership.join_room(user=ada, room_id=room.pk)
    with watching(ada):
        assert scheduling.send_scheduled(user=ada, scheduled_id=kept.id).text == "later"
    assert scheduled_queries.my_scheduled(user=ada) == []


def test_its_author_changes_puts_off_and_takes_back(
    room: Room, ada: User, watching: Watching
) -> None:
    kept = _plan(ada, room)
    later = timezone.now() + timedelta(days=3)
    with watching(ada) as sent:
        changed = scheduling.update_scheduled(
            user=ada, scheduled_id=kept.id, text="much later", at=later
        )
    assert (changed.text, changed.at[:16]) == ("much later", later.isoformat()[:16])
    assert sent.names() == ["me:changed"]
    with watching(ada):
        gone = scheduling.cancel_scheduled(user=ada, scheduled_id=kept.id)
    assert (gone.state, gone.text) == ("cancelled", "")
    _its_time_comes(kept)
    scheduling.send_due(scheduled_id=kept.id)
    assert _texts(room) == []


def test_one_that_is_over_or_anothers_is_not_found(room: Room, ada: User, ben: User) -> None:
    kept = _plan(ada, room)
    ways: list[Any] = [
        scheduling.update_scheduled, scheduling.cancel_scheduled, scheduling.send_scheduled,
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(NotFound):
            way(user=ben, scheduled_id=kept.id)
    scheduling.send_scheduled(user=ada, scheduled_id=kept.id)
    for way in ways:
        with pytest.raises(NotFound):
            way(user=ada, scheduled_id=kept.id)
    assert _texts(room) == ["later"]


def test_asking_twice_schedules_once(room: Room, ada: User) -> None:
    first = _plan(ada, room, client_id="client-0001")
    assert _plan(ada, room, client_id="client-0001") == first
    with pytest.raises(Conflict):
        _plan(ada, room, "other words", client_id="client-0001")


def test_scheduling_ends_the_draft_that_it_was(room: Room, ada: User, watching: Watching) -> None:
    draft = drafts.save_draft(user=ada, room_id=room.pk, text="later")
    with watching(ada):
        _plan(ada, room, draft=draft.me_seq)
    assert draft_queries.my_drafts(user=ada) == []


@pytest.mark.parametrize(
    "at",
    [
        datetime(2020, 1, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_a_time_that_is_past_or_too_far_off_is_refused(room: Room, ada: User, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        _plan(ada, room, at=at)
    assert refused.value.details["field"] == "at"


def test_scheduling_is_bounded_and_asks_for_the_room(
    room: Room, den: Room, ada: User, eve: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "SCHEDULED_PER_USER": 1, "SCHEDULE_DAYS": 2}
    with pytest.raises(Forbidden):
        _plan(eve, room)
    with pytest.raises(NotFound):
        _plan(eve, den)
    with pytest.raises(Invalid):
        _plan(ada, room, minutes=60 * 24 * 3)
    with pytest.raises(Invalid):
        _plan(ada, room, " ")
    _plan(ada, room)
    with pytest.raises(Conflict):
        _plan(ada, room)


def test_scheduling_takes_eight_queries_and_sending_it_eight_more_than_a_message(
    room: Room,
    ada: User,
    committing: Committing,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with committing(), django_assert_num_queries(8 + 2):
        kept = _plan(ada, room)
    _its_time_comes(kept)
    with committing(), django_assert_num_queries(8 + sending() + 4):
        scheduling.send_due(scheduled_id=kept.id)
    assert messages.preview(author=ada, text="x")
