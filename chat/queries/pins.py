"""What a room has pinned."""

from chat.access import get_room
from chat.events.shapes import MessageShape
from chat.models import Message, User
from chat.queries.messages import shaped


def pins(*, user: User, room_id: int) -> list[MessageShape]:
    """A room's pinned messages, the one pinned last first: as many as a room may have. Raises
    `NotFound` for a room that `user` may not see."""
    room = get_room(user, room_id)
    rows = Message.objects.filter(room=room, pinned_at__isnull=False)
    return shaped(rows.select_related("author", "subject").order_by("-pinned_at", "-pk"))
