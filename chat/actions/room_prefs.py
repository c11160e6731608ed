"""What a room is to one of its members: starred, muted."""

from django.db import transaction

from chat import broadcast
from chat.actions import sequence
from chat.events.broadcasts import MeChanged
from chat.events.shapes import MyRoom
from chat.models import User
from chat.queries import rooms as room_queries


def set_prefs(
    *, user: User, room_id: int, starred: bool | None = None, muted: bool | None = None
) -> MyRoom:
    """Star or mute a room for `user` alone; what is None stays. Gives the room as they have it; the
    same again changes nothing. Raises `NotFound` and `Forbidden` for a room they are not in."""
    with transaction.atomic():
        row = sequence.lock_membership(user, room_id)
        before = (row.starred, row.muted)
        row.starred = row.starred if starred is None else starred
        row.muted = row.muted if muted is None else muted
        if before != (row.starred, row.muted):
            row.me_seq = sequence.next_me_seq(user.pk)
            row.save(update_fields=["starred", "muted", "me_seq"])
        mine = room_queries.my_room(user=user, room_id=room_id)
        if before != (row.starred, row.muted):
            broadcast.to_user(MeChanged(seq=row.me_seq, mine=mine), user_id=user.pk)
        return mine
