"""Drafts: kept, the same on all devices, gone with what is sent."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import drafts, membership, messages
from chat.errors import Conflict, Forbidden, Invalid, LoginRequired, NotFound
from chat.events.shapes import DraftShape
from chat.models import Draft, Message, Room, User
from chat.queries import drafts as draft_queries
from chat.queries import sync
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import client_id, make_room, send


def _save(user: User, room: Room, text: str, thread_id: int | None = None) -> DraftShape:
    return drafts.save_draft(user=user, room_id=room.pk, text=text, thread_id=thread_id)


def _send(user: User, room: Room, text: str, draft: int | None) -> None:
    messages.send_message(
        author=user, room_id=room.pk, client_id=client_id(), text=text, draft=draft
    )


def test_a_draft_is_kept_for_its_writer_and_told_to_their_devices_alone(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        kept = _save(ada, room, "half a thou")
    assert [(one.event, one.to) for one in sent.sent] == [("me:changed", (f"user:{ada.pk}",))]
    (event,) = sent.events("me:changed")
    assert (event["draft"], event["mine"]) == (kept.model_dump(), None)
    assert draft_queries.my_drafts(user=ada) == [kept]
    assert draft_queries.my_drafts(user=ben) == []


def test_of_two_saves_the_last_holds_and_the_same_text_tells_nobody(
    room: Room, ada: User, watching: Watching
) -> None:
    with watching(ada) as sent:
        _save(ada, room, "one")
        later = _save(ada, room, "one two")
        assert _save(ada, room, "one two") == later
    assert sent.names() == ["me:changed", "me:changed"]
    assert draft_queries.my_drafts(user=ada) == [later]


def test_a_thread_has_a_draft_beside_its_rooms(room: Room, ada: User, watching: Watching) -> None:
    root = send(ada, room)
    with watching(ada):
        _save(ada, room, "to the room")
        _save(ada, room, "to the thread", root.id)
    found = {draft.thread: draft.text for draft in draft_queries.my_drafts(user=ada)}
    assert found == {None: "to the room", root.id: "to the thread"}
    other = send(ada, make_room(ada))
    with pytest.raises(NotFound):
        _save(ada, room, "elsewhere", other.id)


def test_an_emptied_draft_leaves_a_tombstone_for_those_who_were_away(
    room: Room, ada: User, watching: Watching
) -> None:
    kept = _save(ada, room, "never mind")
    with watching(ada):
        gone = _save(ada, room, " \n ")
    assert (gone.text, gone.me_seq) == ("", kept.me_seq + 1)
    assert sync.my_changes(user=ada, after=kept.me_seq).drafts == [gone]
    assert sync.my_changes(user=ada, after=0).drafts == []


def test_a_draft_goes_with_the_send_that_it_was(room: Room, ada: User, watching: Watching) -> None:
    kept = _save(ada, room, "hel")
    with watching(ada) as sent:
        _send(ada, room, "hello", kept.me_seq)
    assert sent.names() == ["message:created", "me:changed"]
    assert draft_queries.my_drafts(user=ada) == []


def test_what_was_begun_since_stays_when_an_older_message_goes_out(room: Room, ada: User) -> None:
    first = _save(ada, room, "the first")
    _save(ada, room, "the second")
    _send(ada, room, "the first", first.me_seq)
    assert [draft.text for draft in draft_queries.my_drafts(user=ada)] == ["the second"]
    _send(ada, room, "by another way", None)
    assert [draft.text for draft in draft_queries.my_drafts(user=ada)] == ["the second"]
    _send(ada, room, "the second", 0)  # saved after the client last heard: it is the same text
    assert draft_queries.my_drafts(user=ada) == []


def test_a_send_that_is_refused_keeps_the_draft(room: Room, ada: User, eve: User) -> None:
    kept = _save(ada, room, "kept")
    Message.objects.all().delete()
    membership.leave_room(user=ada, room_id=room.pk)
    with pytest.raises(Forbidden):
        _send(ada, room, "kept", kept.me_seq)
    assert Draft.objects.get(user=ada).text == "kept"
    assert draft_queries.my_drafts(user=ada) == []  # until they are in the room again


def test_those_who_are_not_in_the_room_have_no_draft_in_it(
    room: Room, den: Room, ada: User, eve: User
) -> None:
    with pytest.raises(Forbidden):
        _save(eve, room, "hello")
    with pytest.raises(NotFound):
        _save(eve, den, "hello")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        _save(ada, room, "hello")


def test_drafts_are_bounded_in_size_and_number(
    room: Room, den: Room, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "DRAFT_LENGTH": 10, "DRAFTS_PER_USER": 1}
    for text in ("eleven char", "nul \x00", "half \ud800"):
        with pytest.raises(Invalid):
            _save(ada, room, text)
    _save(ada, room, "ten chars.")
    with pytest.raises(Conflict):
        _save(ada, den, "one more")
    _save(ada, room, "changed")
    _save(ada, room, "")
    _save(ada, den, "one more")


def test_saving_takes_seven_queries_and_the_same_again_four(
    room: Room,
    ada: User,
    committing: Committing,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _save(ada, room, "one")
    with committing(), django_assert_num_queries(7 + 2):
        _save(ada, room, "two")
    with django_assert_num_queries(4 + 2):
        _save(ada, room, "two")
