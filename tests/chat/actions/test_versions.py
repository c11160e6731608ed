"""What a message said before it was edited: kept, told to its readers, gone with a deletion."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import messages
from chat.errors import NotFound
from chat.events.shapes import MessageShape
from chat.models import MessageVersion, Room, User
from chat.queries.versions import versions
from tests.support.factories import send


@pytest.fixture
def note(room: Room, ben: User) -> MessageShape:
    """A message of Ben's."""
    return send(ben, room, "one")


def edit(ben: User, note: MessageShape, *texts: str) -> MessageShape:
    for text in texts:
        note = messages.edit_message(author=ben, room_id=note.room, message_id=note.id, text=text)
    return note


def said(user: User, note: MessageShape) -> list[str]:
    return [one.text for one in versions(user=user, room_id=note.room, message_id=note.id)]


def test_each_edit_keeps_what_was_there_and_when_it_was_written(
    note: MessageShape, ada: User, ben: User
) -> None:
    edit(ben, note, "two")
    last = edit(ben, note, "three", "three\n")  # the same again changes nothing
    found = versions(user=ada, room_id=note.room, message_id=note.id)
    assert [one.text for one in found] == ["one", "two", "three"]
    assert (found[0].at, found[-1].at) == (note.created_at, last.edited_at)
    assert found[0].at < found[1].at < found[2].at


def test_a_message_that_was_never_edited_has_one(note: MessageShape, ada: User) -> None:
    assert said(ada, note) == ["one"]


def test_a_deletion_leaves_nothing_of_what_it_said(
    note: MessageShape, ada: User, ben: User
) -> None:
    edit(ben, note, "two")
    messages.delete_message(actor=ben, room_id=note.room, message_id=note.id)
    assert said(ada, note) == []
    assert not MessageVersion.objects.exists()


def test_of_many_the_first_and_the_latest_are_kept(
    note: MessageShape, ada: User, ben: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "VERSIONS_KEPT": 3}
    edit(ben, note, *"abcdef")
    assert said(ada, note) == ["one", "d", "e", "f"]


def test_asking_takes_four_queries(
    note: MessageShape, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edit(ben, note, *"abc")
    with django_assert_num_queries(4):
        said(ada, note)


def test_only_who_may_read_the_message_is_told(
    note: MessageShape, room: Room, den: Room, ada: User, ben: User, eve: User, gus: User
) -> None:
    secret = send(ben, den, "secret")
    assert said(eve, note) == ["one"]  # a public room's
    for user, room_id, message_id in (
        (eve, den.pk, secret.id),
        (gus, room.pk, note.id),
        (ben, room.pk, secret.id),
        (ben, room.pk, 10_000),
    ):
        with pytest.raises(NotFound):
            versions(user=user, room_id=room_id, message_id=message_id)
