"""What a message said, version by version."""

from chat.access import get_room
from chat.errors import Forbidden, NotFound
from chat.events.shapes import Wording
from chat.models import Message, MessageVersion, User
from chat.queries.organisation import message_rules
from chat.queries.shapes import stamp


def versions(*, user: User, room_id: int, message_id: int) -> list[Wording]:
    """What a message has said, the oldest first and the one of now last; none of a deleted one.

    For whoever may read the message, or of those the admins alone, as the organisation has it: else
    `Forbidden`. Raises `NotFound` for a room that `user` may not see, and for
    a message that is not in it.
    """
    room = get_room(user, room_id)
    row = Message.objects.filter(pk=message_id, room=room, kind="text").first()
    if row is None:
        raise NotFound("That message does not exist, or you cannot see it.")
    if not user.is_admin and message_rules().versions_for == "admins":
        raise Forbidden("Only admins see what a message said before.")
    if row.deleted_at is not None:
        return []
    rows = MessageVersion.objects.filter(message=row).order_by("pk")
    before = [Wording(text=one.text, at=stamp(one.written_at)) for one in rows]
    return [*before, Wording(text=row.text, at=stamp(row.edited_at or row.created_at))]
