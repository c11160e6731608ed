"""Rooms for announcements, slow mode, and rooms that are put away."""

from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat.access import get_room, is_host, require_host, require_open, require_writer
from chat.actions import audit, sequence
from chat.actions.membership import store_facts
from chat.actions.notices import put_notice
from chat.errors import Forbidden, Invalid, SlowMode
from chat.events.shapes import RoomInfo
from chat.models import Message, Room, User
from chat.models.messages import MessageKind
from chat.models.rooms import RoomKind
from chat.queries import rooms as room_queries


def set_rules(
    *,
    actor: User,
    room_id: int,
    posting: Literal["everyone", "hosts"] | None = None,
    slow_seconds: int | None = None,
) -> RoomInfo:
    """Say who begins messages in a room, and how many seconds lie between two of the same person
    (0: no matter); what is None stays. Gives its facts; the same again changes nothing.

    By its hosts. Raises `Invalid` for more than `SLOW_SECONDS_MOST`, `NotFound` and `Forbidden` for
    the room.
    """
    most: int = settings.HEARTH["SLOW_SECONDS_MOST"]
    if slow_seconds is not None and not 0 <= slow_seconds <= most:
        raise Invalid(f"Slow mode is {most:,} seconds at most.", field="slow_seconds")
    with transaction.atomic():
        room, fresh = _lock_to_host(actor, room_id)
        require_open(room)
        before = (room.posting, room.slow_seconds)
        room.posting = posting or room.posting
        room.slow_seconds = room.slow_seconds if slow_seconds is None else slow_seconds
        if before != (room.posting, room.slow_seconds):
            details = {"posting": room.posting, "slow_seconds": room.slow_seconds}
            _record(fresh, room, "room.rules", details)
            store_facts(room, "posting", "slow_seconds")
        return room_queries.info_of(room)


def set_archived(*, actor: User, room_id: int, archived: bool) -> RoomInfo:
    """Put a room away, or bring it back; gives its facts. Again: no change.

    An archived room is read and found, and nothing in it changes but who leaves and what is
    deleted. By its hosts.
    Raises `Forbidden` for #general and for direct messages, else as `set_rules` does.
    """
    with transaction.atomic():
        room, fresh = _lock_to_host(actor, room_id)
        if room.is_general:
            raise Forbidden(f"Everyone belongs in {room}: it cannot be archived.")
        if archived != (room.archived_at is not None):
            _record(fresh, room, "room.archive" if archived else "room.restore", {})
            room.archived_at = timezone.now() if archived else None
            put_notice(room, "archived" if archived else "restored", by=fresh)
            store_facts(room, "archived_at")
        return room_queries.info_of(room)


def require_turn(room: Room, author: User, *, reply: bool, spoke: datetime | None = None) -> None:
    """Raises `Forbidden` where `author` may begin no message in the locked room, and `SlowMode`
    where the last one was too short a while ago. Replies in a thread are free of both. `spoke` is
    when the author began one that is not stored yet."""
    require_writer(author, room, reply=reply)
    if not room.slow_seconds or reply or is_host(author, room):
        return
    now, pause = timezone.now(), timedelta(seconds=room.slow_seconds)
    mine = Message.objects.filter(room=room, author=author, in_room=True)
    recent = mine.filter(created_at__gt=now - pause).exclude(kind=MessageKind.NOTICE)
    last = spoke or recent.order_by("-seq").values_list("created_at", flat=True).first()
    if last is not None:
        raise SlowMode(retry_after=(last + pause - now).total_seconds())


def _lock_to_host(actor: User, room_id: int) -> tuple[Room, User]:
    room = sequence.lock_room(room_id)
    fresh = sequence.current(actor)
    if not fresh.is_admin:
        get_room(fresh, room_id, to="manage")
    if room.kind == RoomKind.DIRECT:
        raise Forbidden("Direct messages have no rules.")
    require_host(fresh, room)
    return room, fresh


def _record(actor: User, room: Room, act: str, details: dict[str, Any]) -> None:
    audit.record(actor=actor, act=act, target=f"room:{room.pk}", label=str(room), details=details)
