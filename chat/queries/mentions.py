"""Mentions: whom messages call, and what of that someone has not read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from chat.models import Membership, Mention, Message, User

MENTIONS_CAP = 100  # of one room: more are shown as 99+
_MARK = 'class="mention"'


@dataclass
class Called:
    """Whom one message mentions."""

    users: list[int] = field(default_factory=list)
    room: bool = False


NOBODY = Called()


def mentions_of(rows: Iterable[Message]) -> dict[int, Called]:
    """Whom `rows` mention, by message id: one query, none where no row mentions anyone."""
    ids = [row.pk for row in rows if _MARK in row.html]
    if not ids:
        return {}
    found: dict[int, Called] = defaultdict(Called)
    rows_of = Mention.objects.filter(message__in=ids).order_by("message_id", "user_id")
    for message_id, user_id, via in rows_of.values_list("message_id", "user_id", "via"):
        if via == "room":
            found[message_id].room = True
        else:
            found[message_id].users.append(user_id)
    return found


def unread_mentions(user: User, rows: Iterable[Membership]) -> dict[int, list[int]]:
    """The numbers of the unread messages that mention `user`, oldest first, by room id: one query
    for all of their memberships `rows`, none where all is read. The newest `MENTIONS_CAP` each."""
    rooms = [row.room_id for row in rows if row.is_active and row.room.last_seq > row.read_seq]
    if not rooms:
        return {}
    called = Q(user=user) | (Q(user=None) & ~Q(message__author=user))
    place = Window(RowNumber(), partition_by=F("room_id"), order_by=F("seq").desc())
    unread = Mention.objects.filter(
        called, message__in_room=True, room__in=rooms, room__memberships__user=user,
        seq__gt=F("room__memberships__read_seq"),
    ).annotate(place=place).filter(place__lte=MENTIONS_CAP)  # fmt: skip
    found: dict[int, list[int]] = defaultdict(list)
    for room_id, seq in unread.order_by("room_id", "seq").values_list("room_id", "seq"):
        found[room_id].append(seq)
    return found
