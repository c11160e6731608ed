"""Read receipts: who has read what, of those who tell.

What is known is how far each has read: their cursors. It is told to who is in the room and tells
it too, unless the organisation has it switched off.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Q, QuerySet

from chat.access import get_room
from chat.errors import Forbidden, NotFound
from chat.events.shapes import Reader, Readers, SeenBy
from chat.models import Membership, Message, Organisation, User
from chat.models.messages import MessageKind
from chat.queries.rooms import member_count_of


def are_on() -> bool:
    """Whether the organisation has read receipts: unless it switched them off."""
    return not _OFF.exists()


def told_to(user: User) -> bool:
    """Whether `user` is told who has read what."""
    return user.tells_reading and are_on()


def seen_by(*, user: User, room_id: int, message_id: int) -> SeenBy:
    """Who has read a message of a room that `user` is in, by name, at most `SEEN_LISTED`.

    Whoever joined after it was written has not read it. A reply that stands in its thread alone is
    read by who follows the thread. Raises `Forbidden` where `user` is not told, `NotFound` for
    what is not there.
    """
    room = get_room(user, room_id, to="post")
    if not told_to(user):
        raise Forbidden("Read receipts are switched off, by your organisation or by you.")
    row = Message.objects.filter(pk=message_id, room=room, deleted_at=None).first()
    if row is None or row.kind != MessageKind.TEXT:
        raise NotFound("That message does not exist, or you cannot see it.")
    could = _telling(room_id).filter(joined_at__lte=row.created_at)
    could = could.exclude(user__in=[user.pk, *([row.author_id] if row.author_id else [])])
    seen = could.filter(read_seq__gte=row.seq) if row.in_room else _through_thread(could, row)
    ids = list(seen.order_by("user__display_name", "user_id").values_list("user_id", flat=True))
    most: int = settings.HEARTH["SEEN_LISTED"]
    return SeenBy(message=row.pk, users=ids[:most], count=len(ids), of=could.count())


def readers(*, user: User, room_id: int) -> Readers:
    """How far the others have read in a room that `user` is in. Raises as `get_room` does."""
    room = get_room(user, room_id, to="post")
    rows = list(_small(Membership.objects.filter(room=room))) if told_to(user) else []
    return Readers(
        room=room.pk,
        live=bool(rows),
        readers=[reader(row) for row in rows if row.user_id != user.pk and row.tells],
    )


def audience(user_id: int, room_ids: Iterable[int]) -> dict[int, list[int]]:
    """Who hears at once how far someone has read, by room: the others in the small ones among
    `room_ids`, none where it is not told. One query."""
    rows = _small(Membership.objects.filter(room__in=list(room_ids)))
    found: dict[int, list[int]] = {}
    telling: set[int] = set()
    for row in rows.filter(~Exists(_OFF), user__tells_reading=True):
        if row.user_id == user_id:
            telling.add(row.room_id)
        else:
            found.setdefault(row.room_id, []).append(row.user_id)
    return {room_id: users for room_id, users in found.items() if room_id in telling}


def reader(row: Membership) -> Reader:
    """How far someone has read."""
    return Reader(user=row.user_id, seq=row.read_seq, order=row.me_seq)


_OFF = Organisation.objects.filter(read_receipts=False)


def _telling(room_id: int) -> "QuerySet[Membership]":
    rows = Membership.objects.filter(room=room_id, is_active=True)
    return rows.filter(user__is_active=True, user__tells_reading=True)


def _through_thread(could: "QuerySet[Membership]", row: Message) -> "QuerySet[Membership]":
    root = row.thread_root_id
    read = Q(user__thread_follows__root=root, user__thread_follows__following=True)
    return could.filter(read, user__thread_follows__read_seq__gte=row.seq)


def _small(rows: "QuerySet[Membership]") -> "QuerySet[Any]":
    most: int = settings.HEARTH["SEEN_LIVE_MEMBERS"]
    counted = rows.filter(is_active=True).annotate(
        member_count=member_count_of("room"), tells=F("user__tells_reading")
    )
    small: QuerySet[Any] = counted.filter(member_count__lte=most).order_by("user_id")
    return small
