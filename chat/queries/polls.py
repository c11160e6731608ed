"""Polls as they travel with their messages."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet

from chat.access import get_room
from chat.errors import NotFound
from chat.events.shapes import PollOptionShape, PollShape
from chat.models import Message, Poll, PollVote, User
from chat.queries.listed import Listed, hanging, rows_from
from chat.queries.shapes import stamp

_COLUMNS = ("id", "options", "multiple", "anonymous", "closes_at")


def holders(rows: Iterable[Message]) -> list[int]:
    """The polls of messages. Their ids."""
    return [row.poll_id for row in rows if row.poll_id is not None]


def hanging_on(ids: Any) -> "QuerySet[Any]":
    """Polls with their votes. `ids` are what `holders` gives, or what stands for it."""
    votes = Listed(PollVote.objects.filter(poll=OuterRef("pk")), "id", "option", "user_id")
    polls = Poll.objects.filter(pk__in=ids)
    return hanging(polls, "poll", *_COLUMNS, of="message__id", cast=votes)


def shapes_of(found: list[dict[str, Any]]) -> PollShape | None:
    """The poll of one message."""
    polls: list[Any] = rows_from(Poll, found)
    if not polls:
        return None
    votes = sorted(polls[0].cast, key=itemgetter("id"))
    return _shape(polls[0], [(vote["option"], vote["user_id"]) for vote in votes])


def my_votes(*, user: User, room_id: int, message_id: int) -> list[int]:
    """What `user` votes for, by the options' places: a poll that names nobody does not say. Raises
    `NotFound` for a message without a poll."""
    room = get_room(user, room_id)
    row = Message.objects.filter(pk=message_id, room=room, poll__isnull=False).first()
    if row is None:
        raise NotFound("That message has no poll.")
    mine = PollVote.objects.filter(poll=row.poll_id, user=user)
    return sorted(mine.values_list("option", flat=True))


def _shape(poll: Poll, votes: list[tuple[int, int]]) -> PollShape:
    named = not poll.anonymous and len(votes) <= settings.HEARTH["POLL_NAMES"]
    return PollShape(
        multiple=poll.multiple,
        anonymous=poll.anonymous,
        named=named,
        closes_at=stamp(poll.closes_at) if poll.closes_at else None,
        voters=len({user for _, user in votes}),
        options=[
            PollOptionShape(
                text=text,
                votes=sum(1 for option, _ in votes if option == place),
                users=[user for option, user in votes if option == place] if named else [],
            )
            for place, text in enumerate(poll.options)
        ],
    )
