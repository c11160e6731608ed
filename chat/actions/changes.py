"""Changes to a message that is there: found under the room's lock, numbered, told."""

from chat import broadcast
from chat.actions import sequence
from chat.errors import NotFound
from chat.events.broadcasts import MessageChanged
from chat.events.shapes import MessageShape
from chat.models import Message, Room
from chat.queries.messages import shape


def message_in(room: Room, message_id: int) -> Message:
    """The message of a locked room, deleted or not. Raises `NotFound`."""
    rows = Message.objects.select_related("author", "subject")
    row = rows.filter(pk=message_id, room=room).first()
    if row is None:
        raise NotFound("That message does not exist, or you cannot see it.")
    return row


def changed(room: Room, row: Message, *fields: str) -> MessageShape:
    """Store the row's `fields` with the next number of the locked room, and tell the room; gives
    the message as it is now. Without fields: what hangs on the message has changed."""
    row.changed_seq = sequence.next_seq(room)
    row.save(update_fields=[*fields, "changed_seq"])
    now = shape(row)
    event = MessageChanged(room=room.pk, seq=row.changed_seq, message=now)
    broadcast.to_room(event, room_id=room.pk)
    return now
