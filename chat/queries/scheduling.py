"""Scheduled messages: as they travel to their author, and those whose time has come."""

from datetime import datetime
from typing import Any, Literal, cast

from django.db.models import QuerySet

from chat.access import require_active
from chat.events.shapes import ScheduledShape
from chat.models import Scheduled, User
from chat.models.writing import ScheduledState
from chat.queries.listed import Listed, in_order, rows_from
from chat.queries.shapes import stamp

_COLUMNS = ("id", "room_id", "text", "send_at", "state", "reason", "me_seq")
_OPEN = (ScheduledState.WAITING, ScheduledState.FAILED)
StateName = Literal["waiting", "failed", "sent", "cancelled"]


def my_scheduled(*, user: User) -> list[ScheduledShape]:
    """What of `user`'s waits for its time or could not be sent, the next first."""
    require_active(user)
    return [shape(row) for row in open_of(user).order_by("send_at", "pk")]


def open_of(user: User) -> "QuerySet[Scheduled]":
    """Those that are not over."""
    return Scheduled.objects.filter(user=user, state__in=_OPEN)


def changed_after(user: User, me_seq: int) -> Listed:
    """Those that changed after a number, tombstones among them; from 0, those that there are."""
    rows = Scheduled.objects.filter(user=user, me_seq__gt=me_seq) if me_seq else open_of(user)
    return Listed(rows, *_COLUMNS)


def shapes_of(found: list[dict[str, Any]]) -> list[ScheduledShape]:
    """What `changed_after` found, in the order of the changes."""
    return in_order(shape(row) for row in rows_from(Scheduled, found))


def due(*, now: datetime, most: int) -> list[int]:
    """The ids of those whose time has come, the longest due first: one query."""
    rows = Scheduled.objects.filter(state=ScheduledState.WAITING, send_at__lte=now)
    return list(rows.order_by("send_at", "pk").values_list("pk", flat=True)[:most])


def shape(row: Scheduled) -> ScheduledShape:
    """One scheduled message."""
    return ScheduledShape(
        id=row.pk, room=row.room_id, text=row.text, at=stamp(row.send_at),
        state=cast(StateName, row.state), reason=row.reason, me_seq=row.me_seq,
    )  # fmt: skip
