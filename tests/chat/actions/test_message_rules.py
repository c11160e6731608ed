"""The organisation's rules for changing messages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.actions import message_rules, messages, organisation
from chat.errors import Forbidden
from chat.events.shapes import MessageRules
from chat.models import AuditEntry, Message, Organisation, Room, User
from chat.queries.organisation import message_rules as current_rules
from chat.queries.versions import versions
from tests.chat.actions.conftest import Watching
from tests.support.factories import make_user, send


@pytest.fixture
def olga(db: None) -> User:
    """The organisation's owner."""
    Organisation.objects.create(name="Tidewater")
    return make_user("olga", role="owner")


def aged(message_id: int, minutes: float) -> None:
    """The message was sent so long ago."""
    at = timezone.now() - timedelta(minutes=minutes)
    Message.objects.filter(pk=message_id).update(created_at=at)


def test_without_rules_messages_are_edited_and_deleted_for_ever(room: Room, ada: User) -> None:
    assert current_rules() == MessageRules()
    sent = send(ada, room)
    aged(sent.id, 1_000_000)
    messages.edit_message(author=ada, room_id=room.pk, message_id=sent.id, text="later")
    assert messages.delete_message(actor=ada, room_id=room.pk, message_id=sent.id).deleted


def test_authors_edit_and_delete_while_the_rules_let_them(
    room: Room, ada: User, olga: User, watching: Watching
) -> None:
    rules = MessageRules(edit_minutes=5, delete_minutes=60)
    assert message_rules.set_message_rules(actor=olga, rules=rules) == rules
    sent = send(ada, room)
    aged(sent.id, 4.9)
    messages.edit_message(author=ada, room_id=room.pk, message_id=sent.id, text="in time")
    aged(sent.id, 5.1)
    with watching(ada) as told:
        with pytest.raises(Forbidden, match="edited for 5 minutes"):
            messages.edit_message(author=ada, room_id=room.pk, message_id=sent.id, text="late")
        # The same words again are no edit.
        messages.edit_message(author=ada, room_id=room.pk, message_id=sent.id, text="in time")
    assert told.names() == []
    aged(sent.id, 61)
    with pytest.raises(Forbidden, match="deleted for 60 minutes"):
        messages.delete_message(actor=ada, room_id=room.pk, message_id=sent.id)
    assert messages.delete_message(actor=olga, room_id=room.pk, message_id=sent.id).deleted
    message_rules.set_message_rules(actor=olga, rules=MessageRules(edit_minutes=0))
    fresh = send(ada, room)
    with pytest.raises(Forbidden, match="cannot be edited"):
        messages.edit_message(author=ada, room_id=room.pk, message_id=fresh.id, text="now")
    assert messages.undo_message(author=ada, room_id=room.pk, message_id=fresh.id).withdrawn


def test_what_a_message_said_before_is_the_admins_alone_where_they_say_so(
    room: Room, ada: User, ben: User, olga: User
) -> None:
    sent = send(ada, room, "first")
    messages.edit_message(author=ada, room_id=room.pk, message_id=sent.id, text="second")
    assert len(versions(user=ben, room_id=room.pk, message_id=sent.id)) == 2
    message_rules.set_message_rules(actor=olga, rules=MessageRules(versions_for="admins"))
    for user in (ada, ben):
        with pytest.raises(Forbidden, match="admins"):
            versions(user=user, room_id=room.pk, message_id=sent.id)
    assert len(versions(user=olga, room_id=room.pk, message_id=sent.id)) == 2


def test_rules_are_set_by_admins_recorded_and_the_same_again_is_not(ada: User, olga: User) -> None:
    with pytest.raises(Forbidden):
        message_rules.set_message_rules(actor=ada, rules=MessageRules(edit_minutes=1))
    for _ in range(2):
        message_rules.set_message_rules(actor=olga, rules=MessageRules(edit_minutes=1))
    (entry,) = AuditEntry.objects.filter(act="organisation.rules")
    assert (entry.actor, entry.details["edit_minutes"]) == (olga, 1)
    assert organisation.rename_organisation(actor=olga, name="Ebb").edit_minutes == 1
