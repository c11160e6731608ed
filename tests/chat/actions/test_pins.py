"""Pins: set, seen, bounded, taken away."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import messages, pins
from chat.errors import Forbidden, LoginRequired, NotFound
from chat.events.shapes import MessageShape
from chat.models import Message, Room, User
from chat.queries.pins import pins as pinned_in
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import make_room, send


def _pin(user: User, message: MessageShape) -> MessageShape:
    return pins.pin_message(actor=user, room_id=message.room, message_id=message.id)


def _unpin(user: User, message: MessageShape) -> MessageShape:
    return pins.unpin_message(actor=user, room_id=message.room, message_id=message.id)


def test_a_pinned_message_says_by_whom_and_the_room_says_so_in_its_timeline(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = send(ben, room)
    with watching(ada, ben) as sent:
        shape = _pin(ada, message)
    assert shape.pin is not None
    assert shape.pin.by == ada.pk
    assert (shape.seq, shape.changed_seq) == (message.seq, message.seq + 1)
    assert sent.names() == ["message:changed", "message:created"]
    notice = sent.events("message:created")[0]["message"]
    assert (notice["notice"], notice["text"]) == ("pinned", str(message.seq))
    assert notice["author"]["id"] == ada.pk


def test_a_room_lists_its_pins_the_last_first(room: Room, ada: User, ben: User, eve: User) -> None:
    first, second, third = (send(ben, room, text) for text in ("one", "two", "three"))
    for message in (second, first, third):
        _pin(ada, message)
    assert [each.text for each in pinned_in(user=eve, room_id=room.pk)] == ["three", "one", "two"]
    _unpin(ben, first)
    assert [each.text for each in pinned_in(user=ada, room_id=room.pk)] == ["three", "two"]


def test_what_is_unpinned_is_so_for_everyone_and_no_notice_tells(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message = send(ben, room)
    _pin(ada, message)
    with watching(ada, ben) as sent:
        assert _unpin(ben, message).pin is None
    assert sent.names() == ["message:changed"]


def test_the_same_again_changes_nothing(room: Room, ada: User, ben: User) -> None:
    message = send(ada, room)
    assert _unpin(ada, message) == message
    first = _pin(ada, message)
    assert _pin(ben, message) == first
    assert Message.objects.filter(notice="pinned").count() == 1


def test_a_deleted_message_is_pinned_no_more_and_cannot_be(
    room: Room, ada: User, ben: User, committing: Committing
) -> None:
    message = send(ben, room)
    _pin(ada, message)
    with committing():
        gone = messages.delete_message(actor=ben, room_id=room.pk, message_id=message.id)
    assert gone.pin is None
    assert pinned_in(user=ada, room_id=room.pk) == []
    for act in (_pin, _unpin):
        with pytest.raises(NotFound, match="deleted"):
            act(ada, message)


def test_only_members_but_guests_pin_and_only_what_is_written_in_the_room(
    room: Room, den: Room, ada: User, ben: User, eve: User, gus: User
) -> None:
    message, hidden = send(ben, room), send(ben, den)
    shared = make_room(ada, members=(gus,))
    with pytest.raises(Forbidden, match="Guests"):
        _pin(gus, send(ada, shared))
    for act in (_pin, _unpin):
        with pytest.raises(Forbidden, match="Join the room"):
            act(eve, message)
        with pytest.raises(NotFound):
            act(eve, hidden)
        with pytest.raises(NotFound):
            act(ada, message.model_copy(update={"room": den.pk}))
        notice = Message.objects.get(room=room, notice="created")
        with pytest.raises(Forbidden, match="Only messages"):
            act(ada, message.model_copy(update={"id": notice.pk}))
    with pytest.raises(NotFound):
        pinned_in(user=eve, room_id=den.pk)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        _pin(ada, message)


def test_a_room_has_so_many_pins_and_no_more(room: Room, ada: User, settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "PINS_PER_ROOM": 2}
    first, second, third = (send(ada, room) for _ in range(3))
    _pin(ada, first)
    _pin(ada, second)
    with pytest.raises(Forbidden, match="Unpin one first"):
        _pin(ada, third)
    _unpin(ada, first)
    _pin(ada, third)


def test_the_list_of_pins_takes_as_many_queries_whatever_is_pinned(
    room: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for text in ("one", "two", "three"):
        _pin(ada, send(ben, room, text))
        with django_assert_num_queries(3):  # the room, the messages, their reactions
            pinned_in(user=ada, room_id=room.pk)
