"""Reactions as they travel with their messages."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from chat.events.shapes import ReactionShape
from chat.models import Message, Reaction
from chat.models.emoji import emoji_url
from chat.queries.listed import hanging

_COLUMNS = ("id", "user_id", "emoji", "picture", "name")


def holders(rows: Iterable[Message]) -> list[int]:
    """The messages that can have reactions. Their ids."""
    # A reaction is a change: a message that was never changed has none.
    return [row.pk for row in rows if row.changed_seq > row.seq and row.deleted_at is None]


def hanging_on(ids: Any) -> "QuerySet[Any]":
    """The reactions under messages. `ids` are what `holders` gives, or what stands for it."""
    found = Reaction.objects.filter(message__in=ids)
    return hanging(found, "reactions", *_COLUMNS, of="message_id")


def shapes_of(found: list[dict[str, Any]]) -> list[ReactionShape]:
    """The reactions under one message, those set first before the others."""
    kinds: dict[str, ReactionShape] = {}
    for row in sorted(found, key=itemgetter("id")):
        picture = emoji_url(row["picture"]) if row["picture"] else None
        fresh = ReactionShape(emoji=row["emoji"], name=row["name"], users=[], picture=picture)
        kinds.setdefault(row["emoji"], fresh).users.append(row["user_id"])
    return list(kinds.values())
