"""Mentions: whom messages call, and what of that someone has not read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from chat.models import Mention, Message
from chat.queries.listed import hanging

MENTIONS_CAP = 100  # of one room: more are shown as 99+
_MARK = 'class="mention"'


@dataclass
class Called:
    """Whom one message mentions."""

    users: list[int] = field(default_factory=list)
    room: bool = False


def holders(rows: Iterable[Message]) -> list[int]:
    """The messages that mention someone. Their ids."""
    return [row.pk for row in rows if _MARK in row.html]


def hanging_on(ids: Any) -> "QuerySet[Any]":
    """Whom messages mention. `ids` are what `holders` gives, or what stands for it."""
    found = Mention.objects.filter(message__in=ids)
    return hanging(found, "mentions", "user_id", "via", of="message_id")


def shapes_of(found: list[dict[str, Any]]) -> Called:
    """Whom one message mentions."""
    return Called(
        users=sorted(row["user_id"] for row in found if row["via"] != "room"),
        room=any(row["via"] == "room" for row in found),
    )


def unread_mentions() -> "QuerySet[Mention]":
    """The unread messages that mention someone, for each of their memberships: a subquery of those.
    The newest `MENTIONS_CAP` of a room."""
    me = OuterRef("user")
    called = Q(user=me) | (Q(user=None) & (Q(message__author=None) | ~Q(message__author=me)))
    unread = Mention.objects.filter(
        called, message__in_room=True, room=OuterRef("room"), seq__gt=OuterRef("read_seq")
    )
    return unread.order_by("-seq")[:MENTIONS_CAP]
