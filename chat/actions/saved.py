"""Saved messages: put aside, noted, done, and told of when their time comes."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat import broadcast
from chat.access import get_room
from chat.actions import sequence
from chat.actions.moments import time_to_come
from chat.actions.words import require_storable
from chat.errors import Conflict, Invalid, NotFound
from chat.events.broadcasts import MeChanged
from chat.events.shapes import SavedShape
from chat.models import Message, Saved, User
from chat.models.messages import MessageKind
from chat.models.saved import SavedState
from chat.queries import saved as saved_queries


def save_message(*, user: User, room_id: int, message_id: int) -> SavedShape:
    """Put a message that `user` can see on their list, or back there; gives it as it is kept. One
    that is on it already stays as it is.

    Raises `NotFound` for the room and for a message that is not there, `Conflict` for one too many.
    """
    with transaction.atomic():
        fresh = sequence.lock_user(user)
        room = get_room(fresh, room_id)
        found = Message.objects.filter(pk=message_id, room=room, deleted_at=None)
        message = found.filter(kind=MessageKind.TEXT).first()
        if message is None:
            raise NotFound("That message does not exist, or you cannot see it.")
        row = Saved.objects.filter(user=fresh, message=message).first()
        if row is not None and row.state == SavedState.OPEN:
            return saved_queries.shape(row)
        _require_place(fresh)
        row = row or Saved(user=fresh, message=message)
        row.state, row.saved_at = SavedState.OPEN, timezone.now()
        return _store(row)


def update_saved(
    *,
    user: User,
    saved_id: int,
    note: str | None = None,
    done: bool | None = None,
    remind_at: datetime | None = None,
    quiet: bool = False,
) -> SavedShape:
    """Change what one keeps of a saved message; gives it. What is None stays.

    `remind_at` (aware) is when to be told of it; `quiet` takes a reminder away, one that has come
    too, and so does `done`. Raises `Invalid` for a note that is too long and a time that is past
    or too far off, `NotFound` for one that is another's or off the list.
    """
    words = None if note is None else _clean_note(note)
    when = None if remind_at is None else time_to_come(remind_at, field="remind_at")
    with transaction.atomic():
        row = _kept(sequence.lock_user(user), saved_id)
        row.note = row.note if words is None else words
        if done is not None:
            row.state = SavedState.DONE if done else SavedState.OPEN
        if quiet or done or when:
            row.remind_at, row.reminded_at = when, None
        return _store(row)


def remove_saved(*, user: User, saved_id: int) -> SavedShape:
    """Take a message off one's list, with its note. Raises `NotFound` for one that is not on it."""
    with transaction.atomic():
        row = _kept(sequence.lock_user(user), saved_id)
        row.state, row.note, row.remind_at, row.reminded_at = SavedState.REMOVED, "", None, None
        return _store(row)


def remind(*, saved_id: int) -> None:
    """Tell its owner of a saved message whose time has come: once, whoever calls it how often. One
    that was put off or is done is left alone."""
    with transaction.atomic():
        found = Saved.objects.filter(pk=saved_id).values_list("user_id", flat=True).first()
        if found is None:
            return
        User.objects.select_for_update(no_key=True).get(pk=found)
        row = saved_queries.due_rows(timezone.now()).filter(pk=saved_id).first()
        if row is None:
            return
        row.remind_at, row.reminded_at = None, timezone.now()
        _store(row)


def _kept(user: User, saved_id: int) -> Saved:
    rows = Saved.objects.select_related("message")
    row = rows.filter(user=user, pk=saved_id).exclude(state=SavedState.REMOVED).first()
    if row is None:
        raise NotFound("That message is not on your list.")
    return row


def _store(row: Saved) -> SavedShape:
    row.me_seq = sequence.next_me_seq(row.user_id)
    row.save()
    kept = saved_queries.shape(row)
    broadcast.to_user(MeChanged(seq=row.me_seq, saved=kept), user_id=row.user_id)
    return kept


def _require_place(user: User) -> None:
    most: int = settings.HEARTH["SAVED_PER_USER"]
    if Saved.objects.filter(user=user, state=SavedState.OPEN).count() >= most:
        raise Conflict(f"{most} messages are saved already. Finish one of them first.")


def _clean_note(note: str) -> str:
    require_storable(note, what="note")
    cleaned, most = note.strip(), settings.HEARTH["NOTE_LENGTH"]
    if len(cleaned) > most:
        raise Invalid(f"That note is too long: {most} characters at most.", field="note")
    return cleaned
