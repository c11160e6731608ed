"""Polls as they travel with their messages."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings

from chat.access import get_room
from chat.errors import NotFound
from chat.events.shapes import PollOptionShape, PollShape
from chat.models import Message, Poll, PollVote, User
from chat.queries.shapes import stamp


def polls_of(rows: Iterable[Message]) -> dict[int, PollShape]:
    """The polls of `rows`, by message id: two queries, none where there is no poll."""
    messages = {row.poll_id: row.pk for row in rows if row.poll_id is not None}
    if not messages:
        return {}
    votes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    found = PollVote.objects.filter(poll__in=messages).order_by("pk")
    for poll_id, option, user_id in found.values_list("poll_id", "option", "user_id"):
        votes[poll_id].append((option, user_id))
    polls = Poll.objects.filter(pk__in=messages)
    return {messages[poll.pk]: _shape(poll, votes[poll.pk]) for poll in polls}


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
