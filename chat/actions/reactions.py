"""Reactions: set under a message, taken back."""

import re
from collections import Counter

from django.conf import settings
from django.db import transaction

from chat.actions import sequence
from chat.actions.changes import changed, message_in
from chat.errors import Forbidden, Invalid, NotFound
from chat.events.shapes import MessageShape
from chat.models import CustomEmoji, Message, Reaction, Room, User
from chat.models.messages import MessageKind
from chat.queries.messages import shape
from chat.rendering import emoji_title, one_emoji

_OWN = re.compile(r":[a-z0-9_+-]{2,40}:", re.IGNORECASE)


def add_reaction(*, user: User, room_id: int, message_id: int, emoji: str) -> MessageShape:
    """Set `user`'s emoji under a message; gives the message. The same again changes nothing.

    `emoji` is one emoji, or the `:name:` of one. Raises `Invalid` for what is none, `Forbidden`
    for a message that has as many as it may and for a room that the user is not in, `NotFound`
    for a message that is not in that room or is deleted.
    """
    char, picture = _emoji_to_set(emoji)
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(user, room_id, to="post")
        row = _message(room, message_id)
        there = list(Reaction.objects.filter(message=row).values_list("user_id", "emoji"))
        if (fresh.pk, char) in there:
            return shape(row)
        _require_space(there, fresh, char)
        Reaction.objects.create(
            message=row, user=fresh, author_id=row.author_id,
            emoji=char, picture=picture, name=emoji_title(char),
        )  # fmt: skip
        return changed(room, row)


def remove_reaction(*, user: User, room_id: int, message_id: int, emoji: str) -> MessageShape:
    """Take `user`'s emoji back; gives the message. Where there is none, nothing changes.

    Raises as `add_reaction` does.
    """
    char = one_emoji(emoji) or _own_name(emoji)
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(user, room_id, to="post")
        row = _message(room, message_id)
        gone, _ = Reaction.objects.filter(message=row, user=fresh, emoji=char).delete()
        return changed(room, row) if gone else shape(row)


def _own_name(emoji: str) -> str:
    """How one of the organisation's own is kept, whether it was withdrawn or not."""
    if not _OWN.fullmatch(emoji):
        raise Invalid("A reaction is one emoji.", field="emoji")
    return emoji.lower()


def _emoji_to_set(emoji: str) -> tuple[str, str]:
    """The emoji as it is kept, and its picture if it is one of the organisation's own."""
    if (char := one_emoji(emoji)) is not None:
        return char, ""
    own = CustomEmoji.objects.filter(name=_own_name(emoji).strip(":")).first()
    if own is None:
        raise Invalid("A reaction is one emoji.", field="emoji")
    return str(own), own.picture


def _message(room: Room, message_id: int) -> Message:
    row = message_in(room, message_id)
    if row.deleted_at is not None:
        raise NotFound("That message was deleted.")
    if row.kind != MessageKind.TEXT:
        raise Forbidden("Only messages have reactions.")
    return row


def _require_space(there: list[tuple[int, str]], user: User, emoji: str) -> None:
    limits = settings.HEARTH
    kinds = Counter(char for _, char in there)
    if emoji not in kinds and len(kinds) >= limits["REACTION_KINDS"]:
        raise Forbidden("That message has as many different reactions as it may.")
    if sum(1 for pk, _ in there if pk == user.pk) >= limits["REACTIONS_PER_USER"]:
        raise Forbidden("You have set as many reactions there as one person may.")
    if len(there) >= limits["REACTIONS_PER_MESSAGE"]:
        raise Forbidden("That message has as many reactions as it may.")
