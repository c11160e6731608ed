"""Drafts as they travel to the user whose they are."""

from typing import Any

from chat.access import require_active, rooms_of
from chat.events.shapes import DraftShape
from chat.models import Draft, User
from chat.queries.listed import Listed, in_order, rows_from
from chat.queries.shapes import stamp

_COLUMNS = ("room_id", "thread_id", "text", "saved_at", "me_seq")


def my_drafts(*, user: User) -> list[DraftShape]:
    """What `user` has begun to write in the rooms that they are in, the latest first."""
    require_active(user)
    rows = Draft.objects.filter(user=user, room__in=rooms_of(user)).exclude(text="")
    return [shape(row) for row in rows.order_by("-saved_at", "-pk")]


def changed_after(user: User, me_seq: int) -> Listed:
    """Those that changed after a number, tombstones among them; from 0, those that there are."""
    rows = Draft.objects.filter(user=user, me_seq__gt=me_seq)
    return Listed(rows if me_seq else rows.exclude(text=""), *_COLUMNS)


def shapes_of(found: list[dict[str, Any]]) -> list[DraftShape]:
    """What `changed_after` found, in the order of the changes."""
    return in_order(shape(row) for row in rows_from(Draft, found))


def shape(row: Draft) -> DraftShape:
    """One draft."""
    return DraftShape(
        room=row.room_id, thread=row.thread_id, text=row.text, saved_at=stamp(row.saved_at),
        me_seq=row.me_seq,
    )  # fmt: skip
