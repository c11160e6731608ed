"""Pins: messages that a room keeps at hand."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat.actions import sequence
from chat.actions.changes import changed, message_in
from chat.actions.notices import put_notice
from chat.errors import Forbidden, NotFound
from chat.events.shapes import MessageShape
from chat.models import Message, Room, User
from chat.models.messages import MessageKind
from chat.queries.messages import shape


def pin_message(*, actor: User, room_id: int, message_id: int) -> MessageShape:
    """Pin a message to its room, which says so in its timeline; gives the message. One that is
    pinned already stays as it is.

    By members but guests. Raises `NotFound` for a message that is not in that room or is deleted,
    `Forbidden` for a notice, for a room that has as many pins as it may, and for the room.
    """
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(actor, room_id, to="manage")
        row = _message(room, message_id)
        if row.pinned_at is not None:
            return shape(row)
        most = settings.HEARTH["PINS_PER_ROOM"]
        if Message.objects.filter(room=room, pinned_at__isnull=False).count() >= most:
            raise Forbidden(f"{most} messages are pinned here, as many as may be. Unpin one first.")
        row.pinned_at, row.pinned_by = timezone.now(), fresh
        pinned = changed(room, row, "pinned_at", "pinned_by")
        put_notice(room, "pinned", by=fresh, text=str(row.seq))
        return pinned


def unpin_message(*, actor: User, room_id: int, message_id: int) -> MessageShape:
    """Take a pin away; gives the message. Where there is none, nothing changes.

    Raises as `pin_message` does.
    """
    with transaction.atomic():
        room, _ = sequence.lock_room_for(actor, room_id, to="manage")
        row = _message(room, message_id)
        if row.pinned_at is None:
            return shape(row)
        row.pinned_at = row.pinned_by = None
        return changed(room, row, "pinned_at", "pinned_by")


def _message(room: Room, message_id: int) -> Message:
    row = message_in(room, message_id)
    if row.deleted_at is not None:
        raise NotFound("That message was deleted.")
    if row.kind != MessageKind.TEXT:
        raise Forbidden("Only messages can be pinned.")
    return row
