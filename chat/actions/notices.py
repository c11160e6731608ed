"""What a room says of itself in its timeline: who came and went, what it is called now."""

from chat import broadcast
from chat.actions import sequence
from chat.events.broadcasts import MessageCreated
from chat.models import Message, Room, User
from chat.models.messages import MessageKind
from chat.queries.messages import shape


def put_notice(
    room: Room, notice: str, *, by: User | None, about: User | None = None, text: str = ""
) -> Message:
    """Append a notice to the locked room and tell its members.

    `notice` is one of those that `Message` names, `by` who did it, `about` to whom, and `text`
    the words that belong to it: the new name, the new topic.
    """
    seq = sequence.next_seq(room)
    row = Message.objects.create(
        room=room, author=by, subject=about, kind=MessageKind.NOTICE, notice=notice,
        seq=seq, changed_seq=seq, text=text,
    )  # fmt: skip
    event = MessageCreated(room=room.pk, seq=seq, message=shape(row))
    broadcast.to_room(event, room_id=room.pk)
    return row
