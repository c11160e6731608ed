"""The room that a page opens, read together with its reader's own head: no query of its own."""

from typing import Any, NamedTuple

from django.db.models import Subquery

from chat.access import visible_rooms
from chat.errors import NotFound
from chat.models import Message, Room, User
from chat.queries.listed import Listed, rows_from
from chat.queries.threads import roots

_COLUMNS = (
    "id", "kind", "name", "topic", "direct_key", "is_general", "last_seq", "changed_seq",
    "created_by_id", "posting", "slow_seconds", "archived_at",
)  # fmt: skip


class Opened(NamedTuple):
    """A room that the reader may see. `thread_seq` is the number of the message with which the
    thread begins that was asked for; `reply_to` the first message of the thread in which alone the
    message stands that was asked for."""

    room: Room
    thread_seq: int | None
    reply_to: int | None


def opening(user: User, room_id: int, *, seq: int, thread: int) -> dict[str, Any]:
    """What to read beside the head (`sync.heads_with_lists`) to open a room at a message (its
    number) or a thread (its first message's id); 0 for none, which no message has."""
    there = Message.objects.filter(room=room_id)
    alone = there.filter(seq=seq, in_room=False)
    return {
        "the_room": Listed(visible_rooms(user).filter(pk=room_id), *_COLUMNS),
        "the_thread": Subquery(roots(there).filter(pk=thread).values("seq")[:1]),
        "the_reply": Subquery(alone.values("thread_root_id")[:1]),
    }


def opened(head: Any) -> Opened:
    """What `opening` found, kept with a head that is kept: so the room is read only. Raises
    `NotFound` for a room that the reader may not see."""
    found: Opened | None = head.__dict__.get("_opened")
    if found is None:
        room = next(iter(rows_from(Room, head.the_room)), None)
        if room is None:
            raise NotFound("That room does not exist, or you cannot see it.")
        found = head.__dict__["_opened"] = Opened(room, head.the_thread, head.the_reply)
    return found
