"""Pages of a room's timeline, by `seq`, in both directions."""

from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db.models import Case, Expression, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from chat.access import get_room
from chat.errors import Invalid
from chat.events.shapes import History, MessageShape
from chat.models import Message, Room, User
from chat.prepared import prepared
from chat.queries.messages import shaped, with_people
from chat.queries.weight import page_of


def history(
    *,
    user: User,
    room_id: int,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    at: datetime | None = None,
    limit: int | None = None,
) -> History:
    """A page of at most `limit` entries, oldest first: those with a `seq` below `before`, above
    `after`, around `around`, or around the first one `at` or after a time (aware), which `at` of
    the answer names; the newest when none of them is given, or nothing came since that time.

    Fewer where they are long (`PAGE_BYTES`), but one. Raises `NotFound` for a room that `user`
    may not see, `Invalid` for two bounds at once.
    """
    room = get_room(user, room_id)
    if at is None:
        return page_of_room(room, before=before, after=after, around=around, limit=limit)
    require_one(at, before, after, around)
    first = _first_since(room, at)
    page = page_of_room(room, around=first, limit=limit)
    return page.model_copy(update={"at": first})


def page_of_room(
    room: Room,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int | None = None,
    thread: int | None = None,
) -> History:
    """As `history`, of a room that was read for who may see it, or of the replies in one of its
    threads. Asks for no access."""
    require_one(before, after, around)
    size = page_size(limit)
    read = partial(_around, room, thread)
    if after is not None:
        there = read(after + 1, older=0, newer=size)
        kept = page_of(there.newer[:size])
    elif around is not None:
        there = read(around, older=size, newer=size, half=(size + 1) // 2)
        kept = _middle(there, size)
    else:
        there = read(room.last_seq + 1 if before is None else before, older=size)
        kept = page_of(there.older[:size])[::-1]
    return _page(room, there, kept, at=_bound(before, after))


def require_one(*bounds: object) -> None:
    """Raises `Invalid` where more than one of `bounds` is given."""
    if sum(bound is not None for bound in bounds) > 1:
        raise Invalid("Give one of before, after, around and at.")


def page_size(limit: int | None) -> int:
    """How many entries a page has when `limit` was asked for."""
    most: int = settings.HEARTH["HISTORY_PAGE_MAX"]
    usual: int = settings.HEARTH["HISTORY_PAGE"]
    return usual if limit is None else max(1, min(limit, most))


def newest(room: Room) -> tuple[list[MessageShape], bool]:
    """The newest page of a room, and whether there are older entries: for a fresh snapshot."""
    page = page_of_room(room)
    return page.messages, page.has_before


def entries(room: Room) -> "QuerySet[Message]":
    """What stands in a room's timeline, up to the head at which `room` was read."""
    return _in_room(until_head(room))


def _in_room(rows: "QuerySet[Message]") -> "QuerySet[Message]":
    return rows.filter(in_room=True)


def until_head(room: Room) -> "QuerySet[Message]":
    """A room's messages up to the head at which `room` was read, with their people; replies in
    threads are among them."""
    return with_people(Message.objects.filter(room_id=room.pk, seq__lte=room.last_seq))


def _first_since(room: Room, at: datetime) -> int | None:
    # By time and not by number: so the index leads to it, however long the room is.
    rows = entries(room).filter(created_at__gte=at).order_by("created_at", "seq")
    return rows.values_list("seq", flat=True).first()


class _Stretch(NamedTuple):
    """Entries on both sides of a number, from it outwards; with one more on each side than a page
    wants, which says that there is more."""

    older: list[Message]
    newer: list[Message]


def _around(
    room: Room, thread: int | None, middle: int, *, older: int, newer: int = 0, half: int = 0
) -> _Stretch:
    """The nearest `older` entries below `middle` and `newer` from it on, and one more each: one
    query, over one stretch of the index. With `half`, only so many on a side where there are as
    many on the other."""
    middle = max(0, min(middle, room.last_seq + 1))
    rows = _stretch.read(
        room=room.pk, head=room.last_seq, thread=thread or 0, middle=middle,
        in_thread=thread is not None, older=older, newer=newer, half=half,
        is_end=middle > room.last_seq,
    ).kept()  # fmt: skip
    below = sorted((row for row in rows if row.seq < middle), key=_seq, reverse=True)
    return _Stretch(below, sorted((row for row in rows if row.seq >= middle), key=_seq))


@prepared("room", "head", "thread", "middle")
def _stretch(
    *, room: int, head: int, thread: int, middle: int,
    in_thread: bool, older: int, newer: int, half: int, is_end: bool,
) -> "QuerySet[Message]":  # fmt: skip
    said = with_people(Message.objects.filter(room_id=room))
    said = said.filter(thread_root=thread, withdrawn=False) if in_thread else _in_room(said)
    below = said.filter(seq__lt=middle)
    down = partial(_seq_at, below.order_by("-seq"))
    # What bounds the rows is asked of the index alone. So many of them in order of their numbers
    # were sorted out of the whole room, by a PostgreSQL that took it for one as usual.
    low: Expression = Coalesce(down(older), 0)
    if is_end:
        return below.filter(seq__gte=low)
    rows = said.filter(seq__lte=head)
    above = rows.filter(seq__gte=middle)
    up = partial(_seq_at, above.order_by("seq"))
    high: Expression = Coalesce(up(newer), head)
    if half:  # what may fill the page from one side is read where the other is short
        low, high = _if_none(up(half), low, down(half)), _if_none(down(half), high, up(half))
    return rows.filter(seq__gte=low, seq__lte=high)


def _seq_at(rows: "QuerySet[Message]", place: int) -> Subquery:
    """The number of one among `rows`; null where they are not so many."""
    return Subquery(rows.values("seq")[place : place + 1])


def _if_none(asked: Subquery, then: Expression, other: Subquery) -> Case:
    """`then` where there is no row `asked` for; else `other`, and `then` in the place of none."""
    return Case(When(IsNull(asked, True), then=then), default=Coalesce(other, then))


def _seq(row: Message) -> int:
    return row.seq


def _middle(there: _Stretch, size: int) -> list[Message]:
    # Near an end of the timeline the other side fills the page.
    older, newer = page_of(there.older[:size])[::-1], page_of(there.newer[:size])
    half = size // 2
    kept_older = min(len(older), max(half, size - len(newer)))
    return older[len(older) - kept_older :] + newer[: size - kept_older]


def _bound(before: int | None, after: int | None) -> int | None:
    """Where an empty page stands: what is below it is before, what is from it on is after."""
    return before if before is not None else None if after is None else after + 1


def _page(room: Room, there: _Stretch, rows: list[Message], *, at: int | None) -> History:
    first = rows[0].seq if rows else (at if at is not None else room.last_seq + 1)
    last = rows[-1].seq if rows else first - 1
    met = [row.seq for side in there for row in side]
    return History(
        room=room.pk,
        messages=shaped(rows),
        has_before=any(seq < first for seq in met),
        has_after=any(seq > last for seq in met),
        upto=room.last_seq,
    )
