"""The read cursor and what it counts."""

import pytest
from pytest_django import DjangoAssertNumQueries

from chat.actions import messages, reading
from chat.errors import Forbidden, LoginRequired, NotFound
from chat.models import Room, User
from chat.queries import rooms as room_queries
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import make_room, send


def test_the_cursor_moves_forward_and_is_told_to_the_users_own_tabs(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    first, second = send(ben, room, "one"), send(ben, room, "two")
    with watching(ada, ben) as sent:
        mine = reading.set_read(user=ada, room_id=room.pk, seq=first.seq)
    assert (mine.read_seq, mine.unread) == (first.seq, 1)
    told = [(one.event, one.to) for one in sent.sent]
    assert told == [("me:changed", (f"user:{ada.pk}",)), ("room:read", (f"user:{ben.pk}",))]
    assert reading.set_read(user=ada, room_id=room.pk, seq=second.seq).unread == 0


def test_the_cursor_does_not_move_back_or_past_the_head(
    room: Room, ada: User, ben: User, committing: Committing
) -> None:
    head = send(ben, room).seq
    assert reading.set_read(user=ada, room_id=room.pk, seq=10_000).read_seq == head
    with committing() as sent:
        assert reading.set_read(user=ada, room_id=room.pk, seq=1).read_seq == head
        assert reading.set_read(user=ada, room_id=room.pk, seq=head).read_seq == head
    assert sent.names() == []


def test_marked_unread_the_cursor_goes_to_before_the_message(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    first = send(ben, room, "one")
    send(ben, room, "two")
    reading.set_read(user=ada, room_id=room.pk, seq=10_000)
    with watching(ada):
        mine = reading.set_read(user=ada, room_id=room.pk, seq=first.seq, unread=True)
    assert (mine.read_seq, mine.unread) == (first.seq - 1, 2)
    assert reading.set_read(user=ada, room_id=room.pk, seq=0, unread=True).read_seq == 0


def test_moving_the_cursor_takes_six_queries(
    room: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seq = send(ben, room).seq
    with django_assert_num_queries(6 + 2):
        reading.set_read(user=ada, room_id=room.pk, seq=seq)


def test_ones_own_messages_and_notices_are_not_unread(room: Room, ada: User, ben: User) -> None:
    send(ada, room, "mine")
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 0
    shape = send(ben, room, "theirs")
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 1
    messages.edit_message(author=ben, room_id=room.pk, message_id=shape.id, text="changed")
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 1


def test_those_who_are_not_in_the_room_have_no_cursor_in_it(
    room: Room, den: Room, ada: User, eve: User
) -> None:
    with pytest.raises(Forbidden):
        reading.set_read(user=eve, room_id=room.pk, seq=1)
    with pytest.raises(NotFound):
        reading.set_read(user=eve, room_id=den.pk, seq=1)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        reading.set_read(user=ada, room_id=room.pk, seq=1)


def test_all_is_read_at_once_and_each_room_is_told_to_the_users_own_tabs(
    room: Room, den: Room, ada: User, ben: User, watching: Watching
) -> None:
    send(ben, room)
    head = send(ben, den).seq
    make_room(ada)  # nothing unread there
    with watching(ada, ben) as sent:
        read = reading.read_all(user=ada)
    assert {each.room.id for each in read} == {room.pk, den.pk}
    assert [each.unread for each in read] == [0, 0]
    assert sent.names() == ["me:changed"] * 2 + ["room:read"] * 2
    assert {one.to for one in sent.sent[:2]} == {(f"user:{ada.pk}",)}
    assert room_queries.my_room(user=ada, room_id=den.pk).read_seq == head
    with watching(ada) as sent:
        assert reading.read_all(user=ada) == []
    assert sent.names() == []
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        reading.read_all(user=ada)
