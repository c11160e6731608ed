"""Threads: their pages, and who follows them how far."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from chat.access import get_room, require_active, rooms_of
from chat.errors import NotFound
from chat.events.shapes import FollowedThread, History, MessageShape, MyThread
from chat.models import Message, Room, ThreadFollow, User
from chat.queries import timeline
from chat.queries.listed import Listed, in_order, rows_from
from chat.queries.messages import shape, shaped
from chat.queries.rooms import UNREAD_CAP, CappedCount

_COLUMNS = ("root_id", "room_id", "me_seq", "following", "read_seq")


def history(
    *,
    user: User,
    room_id: int,
    thread: int,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int | None = None,
) -> History:
    """A page of a thread's replies by the same bounds as a room's; the one that begins it has the
    first message too. Raises as `timeline.history` does, and `NotFound` for no such message."""
    room = get_room(user, room_id)
    root = _root(room, thread)
    page = timeline.page_of_room(
        room, before=before, after=after, around=around, limit=limit, thread=root.pk
    )
    if page.has_before or (before is not None and before <= root.seq):
        return page
    return page.model_copy(update={"messages": [shape(root), *page.messages]})


def roots(rows: "QuerySet[Message]") -> "QuerySet[Message]":
    """Those among `rows` with which a thread begins or may begin."""
    return rows.filter(thread_root=None, withdrawn=False)


def _root(room: Room, message_id: int) -> Message:
    row = roots(timeline.until_head(room)).filter(pk=message_id).first()
    if row is None:
        raise NotFound("That thread does not exist, or you cannot see it.")
    return row


def changed_after(user: User, me_seq: int) -> Listed:
    """Those that changed after a number, tombstones among them; from 0, those that are followed."""
    rows = ThreadFollow.objects.filter(user=user)
    rows = rows.filter(me_seq__gt=me_seq) if me_seq else rows.filter(following=True)
    return Listed(_counted(rows), *_COLUMNS, unread="unread", upto="upto")


def shapes_of(found: list[dict[str, Any]]) -> list[MyThread]:
    """What `changed_after` found, in the order of the changes."""
    return in_order(_my_thread(row) for row in rows_from(ThreadFollow, found))


def my_threads(follows: "QuerySet[ThreadFollow]") -> list[MyThread]:
    """The shapes of someone's own rows, in the order of their numbers: one query."""
    return [_my_thread(row) for row in _counted(follows).order_by("me_seq")]


def my_thread(*, user_id: int, root_id: int) -> MyThread:
    """One thread as someone follows or followed it. Raises `ThreadFollow.DoesNotExist`."""
    return _my_thread(_counted(ThreadFollow.objects.all()).get(user_id=user_id, root_id=root_id))


def followed(*, user: User) -> list[FollowedThread]:
    """The threads that `user` follows in the rooms they are in, those with something unread first,
    then those with the latest reply; at most `THREADS_LISTED`."""
    require_active(user)
    rows = list(
        _counted(
            ThreadFollow.objects.filter(
                user=user, following=True, room__in=rooms_of(user), root__withdrawn=False
            )
        )
        .annotate(
            waits=Q(unread__gt=0),
            latest=Subquery(_replies().order_by("-seq").values("pk")[:1]),
        )
        .order_by("-waits", F("root__last_reply_at").desc(nulls_last=True), "-root_id")[
            : settings.HEARTH["THREADS_LISTED"]
        ]
    )
    found = _messages(number for row in rows for number in (row.root_id, row.latest) if number)
    return [
        FollowedThread(mine=_my_thread(row), root=found[row.root_id], latest=found.get(row.latest))
        for row in rows
    ]


def _messages(ids: Iterable[int]) -> dict[int, MessageShape]:
    rows = Message.objects.filter(pk__in=set(ids)).select_related("author", "subject")
    return {one.id: one for one in shaped(rows)}


def _replies() -> "QuerySet[Message]":
    return Message.objects.filter(thread_root=OuterRef("root"), deleted_at=None)


def _counted(follows: "QuerySet[ThreadFollow]") -> "QuerySet[Any]":
    others = Q(author__isnull=True) | ~Q(author=OuterRef("user"))
    unread = _replies().filter(others, seq__gt=OuterRef("read_seq"))
    return follows.annotate(
        unread=CappedCount(unread.order_by().values("pk")[:UNREAD_CAP]),
        upto=F("room__last_seq"),
    )


def _my_thread(row: Any) -> MyThread:
    return MyThread(
        root=row.root_id,
        room=row.room_id,
        me_seq=row.me_seq,
        following=row.following,
        read_seq=row.read_seq,
        unread=row.unread if row.following else 0,
        upto=row.upto,
    )
