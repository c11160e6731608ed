"""Reactions: set under a message, taken back."""

from collections import Counter

from django.conf import settings
from django.db import transaction

from chat.actions import sequence
from chat.actions.changes import changed, message_in
from chat.errors import Forbidden, Invalid, NotFound
from chat.events.shapes import MessageShape
from chat.models import Message, Reaction, Room, User
from chat.models.messages import MessageKind
from chat.queries.messages import shape
from chat.rendering import emoji_title, one_emoji


def add_reaction(*, user: User, room_id: int, message_id: int, emoji: str) -> MessageShape:
    """Set `user`'s emoji under a message; gives the message. The same again changes nothing.

    `emoji` is one emoji, or the `:name:` of one. Raises `Invalid` for what is none, `Forbidden`
    for a message that has as many as it may and for a room that the user is not in, `NotFound`
    for a message that is not in that room or is deleted.
    """
    char = _emoji(emoji)
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(user, room_id, to="post")
        row = _message(room, message_id)
        there = list(Reaction.objects.filter(message=row).values_list("user_id", "emoji"))
        if (fresh.pk, char) in there:
            return shape(row)
        _require_space(there, fresh, char)
        Reaction.objects.create(message=row, user=fresh, emoji=char, name=emoji_title(char))
        return changed(room, row)


def remove_reaction(*, user: User, room_id: int, message_id: int, emoji: str) -> MessageShape:
    """Take `user`'s emoji back; gives the message. Where there is none, nothing changes.

    Raises as `add_reaction` does.
    """
    char = _emoji(emoji)
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(user, room_id, to="post")
        row = _message(room, message_id)
        gone, _ = Reaction.objects.filter(message=row, user=fresh, emoji=char).delete()
        return changed(room, row) if gone else shape(row)


def _emoji(emoji: str) -> str:
    char = one_emoji(emoji)
    if char is None:
        raise Invalid("A reaction is one emoji.", field="emoji")
    return char


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
