"""Read cursors: how far someone has read in a room."""

from django.db import transaction

from chat import broadcast
from chat.actions import receipts, sequence
from chat.events.broadcasts import MeChanged
from chat.events.shapes import MyRoom
from chat.models import Membership, User
from chat.queries import rooms as room_queries


def set_read(*, user: User, room_id: int, seq: int, unread: bool = False) -> MyRoom:
    """Move the read cursor to `seq`, forward only; gives the room as the user has it.

    `unread` moves it to before `seq`, backward too: the message there becomes unread again.
    A cursor never passes the room's head. Where it stays, nothing changes and nobody is told.
    Raises `NotFound` and `Forbidden` for a room that the user is not in.
    """
    with transaction.atomic():
        row = sequence.lock_membership(user, room_id)
        wanted = min(max(seq - 1, 0) if unread else seq, row.room.last_seq)
        if wanted == row.read_seq or (wanted < row.read_seq and not unread):
            return room_queries.my_room(user=user, room_id=room_id)
        me_seq = sequence.next_me_seq(user.pk)
        Membership.objects.filter(pk=row.pk).update(read_seq=wanted, me_seq=me_seq)
        mine = room_queries.my_room(user=user, room_id=room_id)
        broadcast.to_user(MeChanged(seq=me_seq, mine=mine), user_id=user.pk)
        row.read_seq, row.me_seq = wanted, me_seq
        receipts.tell([row])
        return mine


def read_all(*, user: User) -> list[MyRoom]:
    """Move the read cursor of every room that has something unread to its head; gives those rooms
    as the user has them, each of which is told by itself."""
    with transaction.atomic():
        fresh = sequence.current(user)
        # In the order of the rooms, in which everyone locks them.
        mine = Membership.objects.select_for_update(of=("self",)).filter(user=fresh, is_active=True)
        behind = {row.pk: row.room for row in mine.select_related("room").order_by("room_id")}
        rooms = room_queries.my_room_shapes(fresh, Membership.objects.filter(pk__in=list(behind)))
        unread = {each.room.id for each in rooms if each.unread}
        for pk, room in behind.items():
            if room.pk in unread:
                me_seq = sequence.next_me_seq(fresh.pk)
                Membership.objects.filter(pk=pk).update(read_seq=room.last_seq, me_seq=me_seq)
        read = room_queries.my_room_shapes(fresh, mine.filter(room__in=unread)) if unread else []
        for each in sorted(read, key=lambda one: one.me_seq):
            broadcast.to_user(MeChanged(seq=each.me_seq, mine=each), user_id=fresh.pk)
        receipts.tell(mine.filter(room__in=unread) if unread else [])
        return read
