"""Saved messages: kept, noted, done, reminded of once; one's own alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, messages, saved
from chat.errors import Conflict, Invalid, LoginRequired, NotFound
from chat.events.shapes import MessageShape, SavedShape
from chat.models import Message, Room, Saved, User
from chat.queries import saved as saved_queries
from chat.queries.sync import my_changes
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import send

NOW = timezone.now
HOUR = timedelta(hours=1)


def _save(user: User, message: MessageShape) -> SavedShape:
    return saved.save_message(user=user, room_id=message.room, message_id=message.id)


def _entries(user: User, *, done: bool = False) -> list[str | None]:
    page = saved_queries.saved_page(user=user, done=done)
    return [entry.message.text if entry.message else None for entry in page.entries]


def test_what_is_saved_is_told_to_its_owner_alone(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = send(ben, room, "read this")
    with watching(ada, ben) as sent:
        kept = _save(ada, message)
    assert (kept.room, kept.seq, kept.state, kept.note) == (room.pk, message.seq, "open", "")
    assert sent.names() == ["me:changed"]
    assert sent.sent[0].to == (f"user:{ada.pk}",)
    assert (_entries(ada), _entries(ben)) == (["read this"], [])
    assert my_changes(user=ada, after=0).saved == [kept]


def test_saved_again_it_stays_as_it_is(room: Room, ada: User, committing: Committing) -> None:
    message = send(ada, room)
    first = _save(ada, message)
    with committing() as sent:
        assert _save(ada, message) == first
    assert sent.names() == []


def test_it_is_noted_done_opened_and_removed(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    kept = _save(ada, send(ben, room, "read this"))
    with watching(ada) as sent:
        noted = saved.update_saved(user=ada, saved_id=kept.id, note=" by Friday ")
        done = saved.update_saved(user=ada, saved_id=kept.id, done=True)
    assert (noted.note, done.note, done.state) == ("by Friday", "by Friday", "done")
    assert sent.names() == ["me:changed"] * 2
    assert (_entries(ada), _entries(ada, done=True)) == ([], ["read this"])
    assert saved.update_saved(user=ada, saved_id=kept.id, done=False).state == "open"
    with watching(ada):
        gone = saved.remove_saved(user=ada, saved_id=kept.id)
    assert (gone.state, gone.note) == ("removed", "")
    assert (_entries(ada), _entries(ada, done=True)) == ([], [])
    with pytest.raises(NotFound):
        saved.remove_saved(user=ada, saved_id=kept.id)


def test_a_reminder_comes_once_and_stays_until_it_is_answered(
    room: Room, ada: User, watching: Watching, committing: Committing
) -> None:
    kept = _save(ada, send(ada, room))
    saved.update_saved(user=ada, saved_id=kept.id, remind_at=NOW() + HOUR)
    with committing() as sent:
        saved.remind(saved_id=kept.id)  # too early
    assert sent.names() == []
    assert saved_queries.due(now=NOW() + 2 * HOUR, most=10) == [kept.id]
    Saved.objects.update(remind_at=NOW() - timedelta(seconds=1))
    with watching(ada) as sent:
        saved.remind(saved_id=kept.id)
        saved.remind(saved_id=kept.id)  # another worker, at the same moment
    assert sent.names() == ["me:changed"]
    told = sent.events("me:changed")[0]["saved"]
    assert (told["remind_at"], told["reminded_at"] is not None) == (None, True)
    assert saved_queries.due(now=NOW() + HOUR, most=10) == []
    quiet = saved.update_saved(user=ada, saved_id=kept.id, quiet=True)
    assert (quiet.reminded_at, quiet.state) == (None, "open")
    saved.remind(saved_id=10_000)


def test_what_is_done_or_put_off_reminds_of_nothing(room: Room, ada: User) -> None:
    kept = _save(ada, send(ada, room))
    saved.update_saved(user=ada, saved_id=kept.id, remind_at=NOW() + HOUR)
    Saved.objects.update(remind_at=NOW() - HOUR, reminded_at=NOW())
    later = saved.update_saved(user=ada, saved_id=kept.id, remind_at=NOW() + HOUR)
    assert later.reminded_at is None
    assert saved_queries.due(now=NOW(), most=10) == []
    done = saved.update_saved(user=ada, saved_id=kept.id, done=True)
    assert done.remind_at is None


def test_a_message_that_is_deleted_or_out_of_sight_shows_no_words(
    den: Room, ada: User, ben: User
) -> None:
    first, second = send(ada, den, "one"), send(ada, den, "two")
    _save(ben, first)
    _save(ben, second)
    messages.delete_message(actor=ada, room_id=den.pk, message_id=first.id)
    assert _entries(ben) == ["two", None]
    membership.leave_room(user=ben, room_id=den.pk)
    assert _entries(ben) == [None, None]


def test_only_what_one_can_see_is_saved_and_only_one_s_own_changed(
    room: Room, den: Room, ada: User, ben: User, eve: User
) -> None:
    hidden, shown = send(ada, den), send(ada, room)
    with pytest.raises(NotFound):
        _save(eve, hidden)
    with pytest.raises(NotFound):
        _save(ada, shown.model_copy(update={"room": den.pk}))
    notice = Message.objects.get(room=room, notice="created")
    with pytest.raises(NotFound):
        _save(ada, shown.model_copy(update={"id": notice.pk}))
    kept = _save(eve, shown)  # a public room that one is not in
    with pytest.raises(NotFound):
        saved.update_saved(user=ben, saved_id=kept.id, note="mine")
    with pytest.raises(NotFound):
        saved.remove_saved(user=ben, saved_id=kept.id)
    User.objects.filter(pk=eve.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        _save(eve, shown)
    with pytest.raises(LoginRequired):
        saved.update_saved(user=eve, saved_id=kept.id, done=True)


def test_notes_times_and_lists_have_bounds(room: Room, ada: User, settings: Settings) -> None:
    bounds = {"SAVED_PER_USER": 2, "NOTE_LENGTH": 5, "HISTORY_PAGE": 1}
    settings.HEARTH = {**settings.HEARTH, **bounds}
    first, second, third = (send(ada, room, text) for text in ("one", "two", "three"))
    kept = _save(ada, first)
    _save(ada, second)
    with pytest.raises(Conflict, match="Finish one"):
        _save(ada, third)
    for note in ("longer", "a\x00"):
        with pytest.raises(Invalid):
            saved.update_saved(user=ada, saved_id=kept.id, note=note)
    for moment in (NOW() - HOUR, NOW() + timedelta(days=4_000)):
        with pytest.raises(Invalid):
            saved.update_saved(user=ada, saved_id=kept.id, remind_at=moment)
    page = saved_queries.saved_page(user=ada)
    assert (len(page.entries), page.more) == (1, True)
    rest = saved_queries.saved_page(user=ada, before=page.entries[0].saved.id)
    assert [entry.saved for entry in rest.entries] == [kept]


def test_the_list_takes_as_many_queries_however_long_it_is(
    room: Room, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for text in ("one", "two", "three"):
        _save(ada, send(ada, room, text))
        with django_assert_num_queries(2):
            saved_queries.saved_page(user=ada)
