"""Drafts: kept while someone writes, gone with what they send."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
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


class WasDraft(NamedTuple):
    """A message that was sent: `body` is what it says, `draft` the number that its draft had; None
    where it was no draft."""

    user: User
    room_id: int
    thread_id: int | None
    draft: int | None
    body: str


def drafts_sent(sent: Iterable[WasDraft]) -> None:
    """In the transaction of a send: end the drafts that the messages were, each if it has not
    changed since or says the same. Raises `LoginRequired` where an account is closed."""
    ends = [one for one in sent if one.draft is not None]
    if not ends:
        return
    sequence.lock_users(one.user.pk for one in ends)
    places = [Q(user=one.user, room_id=one.room_id, thread_id=one.thread_id) for one in ends]
    rows = Draft.objects.filter(reduce(or_, places)).exclude(text="")
    kept = {(row.user_id, row.room_id, row.thread_id): row for row in rows}
    for one in ends:
        row = kept.get((one.user.pk, one.room_id, one.thread_id))
        if row is not None and row.text and _is_that(row, one):
            _store(row, "")


def _is_that(row: Draft, sent: WasDraft) -> bool:
    return row.me_seq <= (sent.draft or 0) or row.text.strip() == sent.body


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
