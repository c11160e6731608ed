"""Drafts: kept while someone writes, gone with what they send."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat import broadcast
from chat.access import get_room
from chat.actions import sequence
from chat.actions.words import require_storable
from chat.errors import Conflict, Invalid, NotFound
from chat.events.broadcasts import MeChanged
from chat.events.shapes import DraftShape
from chat.models import Draft, Message, User
from chat.queries import drafts as draft_queries


def save_draft(*, user: User, room_id: int, text: str, thread_id: int | None = None) -> DraftShape:
    """Keep what `user` has begun to write in a room, or in the thread of its message `thread_id`;
    gives it as it is stored. A blank text ends it. Of two saves the last holds.

    The same text again changes nothing and tells nobody. Raises `NotFound` and `Forbidden` for a
    room that the user is not in, `NotFound` for a message that is not in it, `Invalid` for a text
    that is too long or cannot be stored, `Conflict` for one draft too many.
    """
    kept = _clean(text)
    with transaction.atomic():
        fresh = sequence.lock_user(user)
        get_room(fresh, room_id, to="post")
        row = _find(fresh, room_id, thread_id) or _new(fresh, room_id, thread_id)
        if row.text == kept:
            return draft_queries.shape(row)
        if kept and not row.text:
            _require_place(fresh)
        return _store(row, kept)


def draft_sent(
    *, user: User, room_id: int, thread_id: int | None, draft: int | None, body: str
) -> None:
    """In the transaction of a send: end the draft that it was, if it has not changed since its
    number `draft` or says the same as `body`. None: the message was no draft."""
    if draft is None:
        return
    row = _find(sequence.lock_user(user), room_id, thread_id)
    if row is not None and row.text and (row.me_seq <= draft or row.text.strip() == body):
        _store(row, "")


def _find(user: User, room_id: int, thread_id: int | None) -> Draft | None:
    return Draft.objects.filter(user=user, room_id=room_id, thread_id=thread_id).first()


def _new(user: User, room_id: int, thread_id: int | None) -> Draft:
    if thread_id is not None and not _is_in(thread_id, room_id):
        raise NotFound("That message does not exist, or you cannot see it.")
    return Draft(user=user, room_id=room_id, thread_id=thread_id, me_seq=0)


def _is_in(message_id: int, room_id: int) -> bool:
    return Message.objects.filter(pk=message_id, room_id=room_id).exists()


def _store(row: Draft, text: str) -> DraftShape:
    row.text, row.saved_at = text, timezone.now()
    row.me_seq = sequence.next_me_seq(row.user_id)
    row.save()
    kept = draft_queries.shape(row)
    broadcast.to_user(MeChanged(seq=row.me_seq, draft=kept), user_id=row.user_id)
    return kept


def _require_place(user: User) -> None:
    most: int = settings.HEARTH["DRAFTS_PER_USER"]
    if Draft.objects.filter(user=user).exclude(text="").count() >= most:
        raise Conflict(f"You have {most} drafts, as many as one person may. Send or empty some.")


def _clean(text: str) -> str:
    require_storable(text, what="draft")
    most: int = settings.HEARTH["DRAFT_LENGTH"]
    if len(text) > most:
        raise Invalid(
            f"That draft is too long: {len(text):,} characters of {most:,} at most.",
            field="text", limit=most,
        )  # fmt: skip
    return text if text.strip() else ""
