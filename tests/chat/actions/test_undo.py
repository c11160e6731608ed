"""A message that was just sent is taken back: it stands nowhere, and nobody is left with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.actions import membership, messages
from chat.errors import Conflict, Forbidden, NotFound
from chat.events.shapes import MessageShape
from chat.models import Message, Room, User
from chat.queries import rooms as room_queries
from chat.queries import sync, threads, timeline
from tests.chat.actions.conftest import Watching
from tests.support.factories import send


def undo(author: User, message: MessageShape) -> MessageShape:
    return messages.undo_message(author=author, room_id=message.room, message_id=message.id)


def test_it_leaves_no_tombstone_and_the_room_hears_it(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    slip = send(ben, room, "wrong room")
    with watching(ada, ben) as sent:
        gone = undo(ben, slip)
    assert (gone.withdrawn, gone.deleted, gone.in_room, gone.text) == (True, True, False, "")
    assert sent.names() == ["message:changed"]
    assert "wrong room" not in str(sent.sent)
    found = timeline.history(user=ada, room_id=room.pk).messages
    assert slip.id not in [message.id for message in found]
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 0
    missed = sync.room_changes(user=ada, room_id=room.pk, after=slip.seq).messages
    assert [message.withdrawn for message in missed] == [True]


def test_a_reply_goes_from_its_thread_too(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    root = send(ada, room, "where?")
    slip = send(ben, room, "slip", thread=root.id, also_in_room=True)
    with watching(ada, ben) as sent:
        undo(ben, slip)
    assert sent.events("message:changed")[1]["message"]["thread"] is None
    found = threads.history(user=ada, room_id=room.pk, thread=root.id).messages
    assert [message.id for message in found] == [root.id]
    assert threads.my_thread(user_id=ada.pk, root_id=root.id).unread == 0


def test_taken_back_twice_or_sent_again_it_stays_gone(
    room: Room, ben: User, watching: Watching
) -> None:
    slip = send(ben, room, "slip", client_id="same-id-1")
    gone = undo(ben, slip)
    with watching(ben) as sent:
        assert undo(ben, slip) == gone
        assert send(ben, room, "slip", client_id="same-id-1") == gone
    assert sent.names() == []


def test_after_some_seconds_it_is_too_late(room: Room, ben: User) -> None:
    slip = send(ben, room, "slip")
    Message.objects.filter(pk=slip.id).update(created_at=timezone.now() - timedelta(seconds=11))
    with pytest.raises(Conflict, match="too long ago"):
        undo(ben, slip)


def test_what_was_replied_to_stays(room: Room, ada: User, ben: User) -> None:
    slip = send(ben, room, "slip")
    send(ada, room, "what?", thread=slip.id)
    with pytest.raises(Conflict, match="replied"):
        undo(ben, slip)


def test_only_its_author_takes_it_back_and_only_in_its_room(
    room: Room, den: Room, ada: User, ben: User, olga: User
) -> None:
    slip = send(ben, room, "mine")
    membership.join_room(user=olga, room_id=room.pk)
    for someone in (ada, olga):
        with pytest.raises(Forbidden):
            undo(someone, slip)
    with pytest.raises(NotFound):
        messages.undo_message(author=ben, room_id=den.pk, message_id=slip.id)
    membership.leave_room(user=ben, room_id=room.pk)
    with pytest.raises(Forbidden):
        undo(ben, slip)
