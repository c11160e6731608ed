"""Drafts as they travel to the user whose they are."""

from chat.access import require_active, rooms_of
from chat.events.shapes import DraftShape
from chat.models import Draft, User
from chat.queries.shapes import stamp


def my_drafts(*, user: User) -> list[DraftShape]:
    """What `user` has begun to write in the rooms that they are in, the latest first."""
    require_active(user)
    rows = Draft.objects.filter(user=user, room__in=rooms_of(user)).exclude(text="")
    return [shape(row) for row in rows.order_by("-saved_at", "-pk")]


def changed_after(user: User, me_seq: int) -> list[DraftShape]:
    """Those that changed after a number, tombstones among them; from 0, those that there are."""
    rows = Draft.objects.filter(user=user, me_seq__gt=me_seq).order_by("me_seq")
    return [shape(row) for row in (rows if me_seq else rows.exclude(text=""))]


def shape(row: Draft) -> DraftShape:
    """One draft."""
    return DraftShape(
        room=row.room_id, thread=row.thread_id, text=row.text, saved_at=stamp(row.saved_at),
        me_seq=row.me_seq,
    )  # fmt: skip
