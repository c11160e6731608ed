"""Read receipts: who has read what, told to who tells it too."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, messages, reading, receipts
from chat.errors import Forbidden, LoginRequired, NotFound
from chat.events.shapes import MessageShape
from chat.models import AuditEntry, Message, Organisation, Room, ThreadFollow, User
from chat.queries import receipts as queries
from tests.chat.actions.conftest import Committing
from tests.support.factories import send


def _seen(user: User, message: MessageShape) -> tuple[list[int], int, int]:
    user.refresh_from_db()
    seen = queries.seen_by(user=user, room_id=message.room, message_id=message.id)
    return seen.users, seen.count, seen.of


def test_a_message_was_seen_by_those_who_have_read_so_far(
    room: Room, ada: User, ben: User, eve: User
) -> None:
    membership.join_room(user=eve, room_id=room.pk)
    first, second = send(ada, room, "one"), send(ada, room, "two")
    reading.set_read(user=ben, room_id=room.pk, seq=second.seq)
    reading.set_read(user=eve, room_id=room.pk, seq=first.seq)
    assert _seen(ada, first) == ([ben.pk, eve.pk], 2, 2)
    assert _seen(ada, second) == ([ben.pk], 1, 2)
    assert _seen(ben, second) == ([], 0, 1)  # neither its author nor who asks
    reading.set_read(user=ben, room_id=room.pk, seq=second.seq, unread=True)
    assert _seen(ada, second) == ([], 0, 2)


def test_who_joined_later_has_not_seen_it(room: Room, ada: User, ben: User, eve: User) -> None:
    message = send(ada, room)
    membership.join_room(user=eve, room_id=room.pk)
    reading.set_read(user=eve, room_id=room.pk, seq=10_000)
    assert _seen(ada, message) == ([], 0, 1)


def test_a_reply_is_seen_in_its_thread(room: Room, ada: User, ben: User, eve: User) -> None:
    membership.join_room(user=eve, room_id=room.pk)
    root = send(ben, room)
    reply = messages.send_message(
        author=ada, room_id=room.pk, client_id="reply-0001", text="here", thread=root.id
    )
    for user in (ben, eve):
        reading.set_read(user=user, room_id=room.pk, seq=10_000)
    assert _seen(ada, reply) == ([], 0, 2)
    ThreadFollow.objects.filter(user=ben).update(read_seq=reply.seq)
    assert _seen(ada, reply) == ([ben.pk], 1, 2)


def test_whoever_does_not_tell_is_not_named_and_is_not_told(
    room: Room, ada: User, ben: User, committing: Committing
) -> None:
    message = send(ada, room)
    reading.set_read(user=ben, room_id=room.pk, seq=message.seq)
    assert receipts.set_telling(user=ben, tells=False) is False
    assert _seen(ada, message) == ([], 0, 0)
    with pytest.raises(Forbidden):
        _seen(ben, message)
    assert queries.readers(user=ben, room_id=room.pk).live is False
    assert queries.readers(user=ada, room_id=room.pk).readers == []
    later = send(ada, room)
    with committing() as sent:
        reading.set_read(user=ben, room_id=room.pk, seq=later.seq)
        reading.set_read(user=ada, room_id=room.pk, seq=later.seq)
    assert sent.names() == ["me:changed"] * 2


def test_an_admin_switches_them_off_for_everyone(
    room: Room, ada: User, ben: User, olga: User, committing: Committing
) -> None:
    Organisation.objects.create(name="Lantern & Loom")
    message = send(ada, room)
    with pytest.raises(Forbidden):
        receipts.set_receipts(actor=ada, on=False)
    receipts.set_receipts(actor=olga, on=False)
    with committing() as sent:
        reading.set_read(user=ben, room_id=room.pk, seq=message.seq)
    assert sent.names() == ["me:changed"]
    with pytest.raises(Forbidden):
        _seen(ada, message)
    assert queries.readers(user=ada, room_id=room.pk).live is False
    assert AuditEntry.objects.filter(act="organisation.receipts").count() == 1
    receipts.set_receipts(actor=olga, on=True)
    assert _seen(ada, message)[0] == [ben.pk]


def test_in_a_small_room_the_others_hear_at_once_how_far_one_has_read(
    room: Room, ada: User, ben: User, committing: Committing
) -> None:
    message = send(ada, room)
    with committing() as sent:
        mine = reading.set_read(user=ben, room_id=room.pk, seq=message.seq)
    assert sent.names() == ["me:changed", "room:read"]
    assert sent.sent[1].to == (f"user:{ada.pk}",)
    told = {"user": ben.pk, "seq": message.seq, "order": mine.me_seq}
    assert sent.events("room:read") == [{"room": room.pk, "reader": told}]
    found = queries.readers(user=ada, room_id=room.pk)
    assert [each.model_dump() for each in found.readers] == [told]
    send(ada, room)
    with committing() as sent:
        reading.read_all(user=ben)
    assert sent.names() == ["me:changed", "room:read"]


def test_in_a_larger_room_nobody_is_told_unasked(
    room: Room, ada: User, ben: User, committing: Committing, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "SEEN_LIVE_MEMBERS": 1, "SEEN_LISTED": 0}
    message = send(ada, room)
    with committing() as sent:
        reading.set_read(user=ben, room_id=room.pk, seq=message.seq)
    assert sent.names() == ["me:changed"]
    assert queries.readers(user=ada, room_id=room.pk).live is False
    assert _seen(ada, message) == ([], 1, 1)  # counted, and named up to a bound


def test_only_who_is_in_the_room_may_ask(
    room: Room, den: Room, ada: User, ben: User, eve: User
) -> None:
    hidden, shown = send(ada, den), send(ada, room)
    with pytest.raises(NotFound):
        _seen(eve, hidden)
    with pytest.raises(Forbidden):
        _seen(eve, shown)
    with pytest.raises(Forbidden):
        queries.readers(user=eve, room_id=room.pk)
    with pytest.raises(NotFound):
        _seen(ada, shown.model_copy(update={"room": den.pk}))
    notice = Message.objects.get(room=room, notice="created")
    messages.delete_message(actor=ada, room_id=room.pk, message_id=shown.id)
    for gone in (shown.id, notice.pk):
        with pytest.raises(NotFound):
            _seen(ada, shown.model_copy(update={"id": gone}))
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        receipts.set_telling(user=ada, tells=True)


def test_who_has_seen_a_message_takes_five_queries(
    room: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    message = send(ada, room)
    with django_assert_num_queries(6):
        queries.seen_by(user=ada, room_id=room.pk, message_id=message.id)
