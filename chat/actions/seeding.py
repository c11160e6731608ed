"""Filling rooms with a past: for the demo organisation, and later for imports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chat.actions import indexing, mentions, sequence
from chat.models import Membership, Message, Room, User

BATCH = 200  # rows a statement: well under SQLite's bound on parameters


@dataclass(frozen=True)
class Past:
    """A message as it was written then: by whom, what, and when (aware)."""

    author_id: int
    text: str
    at: datetime


def seed_history(
    *, room_id: int, past: Sequence[Past], progress: Callable[[int], None] | None = None
) -> int:
    """Append messages of the past, oldest first, to a room that nobody has written in yet.

    Each takes the next number of the room's sequence, as a message sent now would; what the room
    says of itself (its notices) is dated to before the first. Every member has read all but the
    last day. Nothing is broadcast: call it before anyone is connected, or let the watcher tell
    them. `progress` is called with the number of messages written so far. Returns that number.
    """
    with transaction.atomic():
        room = sequence.lock_room(room_id)
        if past:
            _date_back(room, to=past[0].at - timedelta(minutes=5))
        authors = User.objects.in_bulk({said.author_id for said in past})
        for start in range(0, len(past), BATCH):
            batch = past[start : start + BATCH]
            texts = [
                mentions.written(author=authors[said.author_id], text=said.text, room_id=room_id)
                for said in batch
            ]
            rows = [_row(room, said, text.html) for said, text in zip(batch, texts, strict=True)]
            stored = Message.objects.bulk_create(rows)
            mentions.keep((row, text.mentioned) for row, text in zip(stored, texts, strict=True))
            indexing.index_all(rows)
            if progress:
                progress(start + len(rows))
        _mark_read(room, past)
    return len(past)


def _written(room: Room, author: User, text: str) -> mentions.Written:
    return mentions.written(author=author, text=text, room_id=room.pk)


def _row(room: Room, said: Past, html: str) -> Message:
    seq = sequence.next_seq(room)
    return Message(
        room=room, author_id=said.author_id, seq=seq, changed_seq=seq,
        text=said.text, html=html, created_at=said.at,
    )  # fmt: skip


def _date_back(room: Room, *, to: datetime) -> None:
    Message.objects.filter(room=room).update(created_at=to)
    Membership.objects.filter(room=room).update(joined_at=to)
    Room.objects.filter(pk=room.pk).update(created_at=to)


def _mark_read(room: Room, past: Sequence[Past]) -> None:
    if not past:
        return
    day_before = past[-1].at - timedelta(days=1)
    read = Message.objects.filter(room=room, created_at__lte=day_before).order_by("seq").last()
    if read is not None:
        Membership.objects.filter(room=room).update(read_seq=read.seq)
