"""Polls: asked, voted in, closed."""

import json
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat import broadcast
from chat.access import require_active
from chat.actions import indexing, mentions, room_rules, sequence
from chat.actions.changes import changed, message_in
from chat.actions.words import clean_text, digest, require_storable
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.events.broadcasts import MessageCreated, PollVoted
from chat.events.shapes import MessageShape
from chat.models import Message, Poll, PollVote, Room, User
from chat.names import clean_line
from chat.queries.messages import shape


def create_poll(
    *,
    author: User,
    room_id: int,
    client_id: str,
    question: str,
    options: Sequence[str],
    multiple: bool = False,
    anonymous: bool = False,
    closes_in: int | None = None,
) -> MessageShape:
    """Store a message that asks `question`, with the answers to choose from; gives it.

    `closes_in` is in seconds; null: until its author closes it. The same `client_id` again gives
    the same message, with another poll a `Conflict`. Raises `Invalid` for the question and the
    options, `NotFound` and `Forbidden` for the room.
    """
    text, answers = clean_text(question), _clean_options(options)
    body = json.dumps([text, answers, multiple, anonymous, closes_in])
    written = mentions.written(author=author, text=text, room_id=room_id)
    ends = timezone.now() + timedelta(seconds=_clean_span(closes_in)) if closes_in else None
    try:
        with transaction.atomic():
            room = sequence.lock_room(room_id)
            if earlier := _asked_before(author, client_id):
                return _replayed(earlier, room_id, body)
            fresh = sequence.member_of(room, author, to="post")
            room_rules.require_turn(room, fresh, reply=False)
            poll = Poll.objects.create(
                options=answers, multiple=multiple, anonymous=anonymous, closes_at=ends
            )
            seq = sequence.next_seq(room)
            row = Message.objects.create(
                room=room, author=fresh, client_id=client_id, body_digest=digest(body),
                seq=seq, changed_seq=seq, text=text, html=written.html, poll=poll,
            )  # fmt: skip
            mentions.keep([(row, written.mentioned)])
            indexing.index([row])
            asked = shape(row)
            broadcast.to_room(MessageCreated(room=room.pk, seq=seq, message=asked), room_id=room.pk)
            return asked
    except IntegrityError:
        # The same client_id was being used in another room, whose lock is not ours.
        raise _used() from None


def vote(*, user: User, room_id: int, message_id: int, options: Sequence[int]) -> MessageShape:
    """Make `options`, by their places, all that `user` votes for; gives the message. None takes the
    vote back, and what they vote for already changes nothing.

    The user's own tabs are told what they chose, which an anonymous poll does not say. Raises
    `Invalid` for options that there are not and for several where one is asked for, `Forbidden`
    for a closed poll and for the room, `NotFound` for a message without a poll.
    """
    chosen = sorted(set(options))
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(user, room_id, to="post")
        row, poll = _poll_of(room, message_id)
        _require_choice(poll, chosen)
        mine = PollVote.objects.filter(poll=poll, user=fresh)
        before = sorted(mine.values_list("option", flat=True))
        if before == chosen:
            return shape(row)
        mine.exclude(option__in=chosen).delete()
        fresh_votes = [PollVote(poll=poll, user=fresh, option=n) for n in chosen if n not in before]
        PollVote.objects.bulk_create(fresh_votes)
        voted = changed(room, row)
        event = PollVoted(room=room.pk, message=row.pk, options=chosen)
        broadcast.to_user(event, user_id=fresh.pk)
        return voted


def close_poll(*, actor: User, room_id: int, message_id: int) -> MessageShape:
    """Take no more votes in a poll: by its author, or an admin; gives the message. Again: no
    change. Raises `NotFound` for a message without a poll, `Forbidden` for another's."""
    with transaction.atomic():
        room, fresh = sequence.lock_room_for(actor, room_id, to="post")
        row, poll = _poll_of(room, message_id)
        if row.author_id != fresh.pk and not fresh.is_admin:
            raise Forbidden("Only its author or an admin can close a poll.")
        if poll.is_closed:
            return shape(row)
        poll.closes_at = timezone.now()
        poll.save(update_fields=["closes_at"])
        return changed(room, row)


def _poll_of(room: Room, message_id: int) -> tuple[Message, Poll]:
    row = message_in(room, message_id)
    if row.deleted_at is not None:
        raise NotFound("That message was deleted.")
    if row.poll is None:
        raise NotFound("That message has no poll.")
    return row, row.poll


def _require_choice(poll: Poll, chosen: list[int]) -> None:
    if poll.is_closed:
        raise Forbidden("That poll is closed.")
    if any(option not in range(len(poll.options)) for option in chosen):
        raise Invalid("That poll has no such option.", field="options")
    if len(chosen) > 1 and not poll.multiple:
        raise Invalid("Choose one: that poll takes no more.", field="options")


def _clean_options(options: Sequence[str]) -> list[str]:
    least, most = 2, settings.HEARTH["POLL_OPTIONS"]
    longest = settings.HEARTH["POLL_OPTION_LENGTH"]
    for option in options:
        require_storable(option, what="poll's option")
    cleaned = [clean_line(option) for option in options]
    cleaned = [option for option in cleaned if option]
    if not least <= len(cleaned) <= most:
        raise Invalid(f"A poll has {least} to {most} options.", field="options")
    if any(len(option) > longest for option in cleaned):
        raise Invalid(f"An option has {longest} characters at most.", field="options")
    if len({option.casefold() for option in cleaned}) < len(cleaned):
        raise Invalid("Two of the options are the same.", field="options")
    return cleaned


def _clean_span(seconds: int) -> int:
    least, most = 60, settings.HEARTH["POLL_DAYS"] * 86_400
    if not least <= seconds <= most:
        raise Invalid(
            f"A poll closes within {settings.HEARTH['POLL_DAYS']} days, and not at once.",
            field="closes_in",
        )
    return seconds


def _asked_before(author: User, client_id: str) -> Message | None:
    rows = Message.objects.select_related("author", "subject")
    return rows.filter(author_id=author.pk, client_id=client_id).first()


def _replayed(row: Message, room_id: int, body: str) -> MessageShape:
    if row.author is not None:
        require_active(row.author)
    if row.room_id != room_id or row.body_digest != digest(body):
        raise _used()
    return shape(row)


def _used() -> Conflict:
    return Conflict("That client_id was already used for another message.")
