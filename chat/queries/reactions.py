"""Reactions as they travel with their messages."""

from collections import defaultdict
from collections.abc import Iterable

from chat.events.shapes import ReactionShape
from chat.models import Message, Reaction
from chat.models.emoji import emoji_url


def reactions_of(rows: Iterable[Message]) -> dict[int, list[ReactionShape]]:
    """The reactions under `rows`, by message id, those set first before the others: one query, none
    where no row can have any."""
    # A reaction is a change: a message that was never changed has none.
    ids = [row.pk for row in rows if row.changed_seq > row.seq and row.deleted_at is None]
    if not ids:
        return {}
    found = Reaction.objects.filter(message__in=ids).order_by("pk")
    kinds: dict[int, dict[str, ReactionShape]] = defaultdict(dict)
    for row in found:
        picture = emoji_url(row.picture) if row.picture else None
        fresh = ReactionShape(emoji=row.emoji, name=row.name, users=[], picture=picture)
        kinds[row.message_id].setdefault(row.emoji, fresh).users.append(row.user_id)
    return {message_id: list(each.values()) for message_id, each in kinds.items()}
