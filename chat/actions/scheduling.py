"""Scheduled messages: kept, changed, taken back, and sent once when their time comes."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat import broadcast
from chat.access import get_room
from chat.actions import messages, sequence
from chat.actions.drafts import WasDraft, drafts_sent
from chat.actions.moments import time_to_come
from chat.actions.words import clean_text
from chat.errors import ChatError, Conflict, NotFound, Unavailable
from chat.events.broadcasts import MeChanged
from chat.events.shapes import MessageShape, ScheduledShape
from chat.models import Scheduled, User
from chat.models.writing import ScheduledState
from chat.queries import scheduling as scheduled_queries


def schedule_message(
    *, user: User, room_id: int, client_id: str, text: str, at: datetime, draft: int | None = None
) -> ScheduledShape:
    """Keep a message of `user`'s until `at` (aware); gives it as it is kept.

    The same `client_id` again gives what became of it; with another body, `Conflict`. `draft` as
    for `send_message`. Raises `Invalid` for the text and for a time that is past or too far off,
    `NotFound` and `Forbidden` for the room, `Conflict` for one too many.
    """
    body = clean_text(text)
    with transaction.atomic():
        fresh = sequence.lock_user(user)
        earlier = Scheduled.objects.filter(user=fresh, client_id=client_id).first()
        if earlier is not None:
            return _replayed(earlier, room_id, body)
        get_room(fresh, room_id, to="post")
        when = time_to_come(at, field="at")
        _require_place(fresh)
        row = Scheduled(user=fresh, room_id=room_id, client_id=client_id, text=body, send_at=when)
        kept = _store(row)
        drafts_sent([WasDraft(fresh, room_id, None, draft, body)])
        return kept


def update_scheduled(
    *, user: User, scheduled_id: int, text: str | None = None, at: datetime | None = None
) -> ScheduledShape:
    """Change one's own scheduled message, what is None stays; one that could not be sent waits
    again. Raises `Invalid`, and `NotFound` for one that is another's or is over."""
    body = None if text is None else clean_text(text)
    when = None if at is None else time_to_come(at, field="at")
    with transaction.atomic():
        row = _locked(sequence.lock_user(user), scheduled_id)
        row.text = row.text if body is None else body
        row.send_at = row.send_at if when is None else when
        row.state, row.reason = ScheduledState.WAITING, ""
        return _store(row)


def cancel_scheduled(*, user: User, scheduled_id: int) -> ScheduledShape:
    """Take one's own scheduled message back. Raises `NotFound` for one that is over."""
    with transaction.atomic():
        row = _locked(sequence.lock_user(user), scheduled_id)
        row.state, row.text, row.reason = ScheduledState.CANCELLED, "", ""
        return _store(row)


def send_scheduled(*, user: User, scheduled_id: int) -> MessageShape:
    """Send one's own scheduled message now; gives the message. Raises `NotFound` for one that is
    over, and what sending does: then it stays as it was."""
    row = scheduled_queries.open_of(user).filter(pk=scheduled_id).first()
    if row is None:
        raise _over()
    sent = _deliver(row)
    if sent is None:
        raise _over()
    return sent


def send_due(*, scheduled_id: int) -> None:
    """Send a message whose time has come; one that is over or was put off is left alone.

    Exactly once, whoever calls it how often: the message and the end of its waiting are stored
    together, under the room's lock. What cannot be sent stays, with the reason.
    """
    row = Scheduled.objects.filter(pk=scheduled_id, state=ScheduledState.WAITING).first()
    if row is None or row.send_at > timezone.now():
        return
    try:
        _deliver(row, due=True)
    except Unavailable:
        raise
    except ChatError as error:
        _fail(row, error.message)


def _deliver(row: Scheduled, *, due: bool = False) -> MessageShape | None:
    """The message that a row became; None where another was quicker, or it is not `due` yet."""
    with transaction.atomic():
        # The order of locks: the room's row, then the user's.
        sequence.lock_room(row.room_id)
        author = sequence.lock_user(row.user)
        now = scheduled_queries.open_of(author).filter(pk=row.pk).first()
        if now is None or (due and not _is_due(now)):
            return None
        sent = messages.send_message(
            author=author, room_id=now.room_id, client_id=f"scheduled-{now.pk}", text=now.text
        )
        now.state, now.text, now.reason = ScheduledState.SENT, "", ""
        _store(now)
        return sent


def _is_due(row: Scheduled) -> bool:
    return row.state == ScheduledState.WAITING and row.send_at <= timezone.now()


def _fail(row: Scheduled, reason: str) -> None:
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=row.user_id)
        now = Scheduled.objects.get(pk=row.pk)
        if _is_due(now):
            now.state, now.reason = ScheduledState.FAILED, reason[:300]
            _store(now)


def _locked(user: User, scheduled_id: int) -> Scheduled:
    """An open one of the locked user's."""
    row = scheduled_queries.open_of(user).filter(pk=scheduled_id).first()
    if row is None:
        raise _over()
    return row


def _over() -> NotFound:
    return NotFound("That message is no longer waiting: it was sent or cancelled.")


def _replayed(row: Scheduled, room_id: int, body: str) -> ScheduledShape:
    over = row.state in {ScheduledState.SENT, ScheduledState.CANCELLED}
    if row.room_id != room_id or (row.text != body and not over):
        raise Conflict("That client_id was already used for another message.")
    return scheduled_queries.shape(row)


def _store(row: Scheduled) -> ScheduledShape:
    row.me_seq = sequence.next_me_seq(row.user_id)
    row.save()
    kept = scheduled_queries.shape(row)
    broadcast.to_user(MeChanged(seq=row.me_seq, scheduled=kept), user_id=row.user_id)
    return kept


def _require_place(user: User) -> None:
    most: int = settings.HEARTH["SCHEDULED_PER_USER"]
    if scheduled_queries.open_of(user).count() >= most:
        raise Conflict(f"{most} messages wait already, as many as one person may schedule.")
