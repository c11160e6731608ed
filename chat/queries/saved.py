"""Saved messages: as they travel to their owner, the list of them, those whose time has come."""

from datetime import datetime
from typing import Any, Literal, cast

from django.conf import settings
from django.db.models import QuerySet

from chat.access import require_active, visible_rooms
from chat.events.shapes import SavedEntry, SavedPage, SavedShape
from chat.models import Message, Saved, User
from chat.models.saved import SavedState
from chat.queries.listed import Listed, in_order, rows_from
from chat.queries.messages import shaped
from chat.queries.shapes import stamp

_COLUMNS = ("id", "message_id", "state", "note", "remind_at", "reminded_at", "me_seq")
StateName = Literal["open", "done", "removed"]


def saved_page(*, user: User, done: bool = False, before: int | None = None) -> SavedPage:
    """A page of `user`'s saved messages, open ones or those that are `done`, saved last first;
    `before` is the id of the last one had. A message that they cannot see any more is null."""
    require_active(user)
    state = SavedState.DONE if done else SavedState.OPEN
    rows = Saved.objects.filter(user=user, state=state).select_related("message")
    rows = rows if before is None else rows.filter(pk__lt=before)
    size: int = settings.HEARTH["HISTORY_PAGE"]
    found = list(rows.order_by("-pk")[: size + 1])
    messages = Message.objects.filter(
        pk__in=[row.message_id for row in found], room__in=visible_rooms(user), deleted_at=None
    )
    seen = {each.id: each for each in shaped(messages.select_related("author", "subject"))}
    return SavedPage(
        entries=[
            SavedEntry(saved=shape(row), message=seen.get(row.message_id)) for row in found[:size]
        ],
        more=len(found) > size,
    )


def changed_after(user: User, me_seq: int) -> Listed:
    """Those that changed after a number, tombstones among them; from 0, those that are open."""
    rows = Saved.objects.filter(user=user)
    rows = rows.filter(me_seq__gt=me_seq) if me_seq else rows.filter(state=SavedState.OPEN)
    return Listed(rows, *_COLUMNS, room="message__room_id", seq="message__seq")


def shapes_of(found: list[dict[str, Any]]) -> list[SavedShape]:
    """What `changed_after` found, in the order of the changes."""
    rows = rows_from(Saved, found)
    for row in rows:
        place: Any = row
        row.message = Message(pk=row.message_id, room_id=place.room, seq=place.seq)
    return in_order(shape(row) for row in rows)


def due_rows(now: datetime) -> "QuerySet[Saved]":
    """Those whose reminder's time has come."""
    rows = Saved.objects.filter(state=SavedState.OPEN, remind_at__lte=now, user__is_active=True)
    return rows.select_related("message")


def due(*, now: datetime, most: int) -> list[int]:
    """Their ids, the longest due first: one query."""
    rows = due_rows(now).order_by("remind_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def shape(row: Saved) -> SavedShape:
    """One saved message. The row comes with `message` (select_related)."""
    return SavedShape(
        id=row.pk,
        message=row.message_id,
        room=row.message.room_id,
        seq=row.message.seq,
        state=cast(StateName, row.state),
        note=row.note,
        remind_at=stamp(row.remind_at) if row.remind_at else None,
        reminded_at=stamp(row.reminded_at) if row.reminded_at else None,
        me_seq=row.me_seq,
    )
