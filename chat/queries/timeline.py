"""Pages of a room's timeline, by `seq`, in both directions."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from chat.access import get_room
from chat.errors import Invalid
from chat.events.shapes import History, MessageShape
from chat.models import Message, Room, User
from chat.queries.messages import shaped
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
        return page_among(entries(room), room, before, after, around, limit)
    require_one(at, before, after, around)
    first = _first_since(room, at)
    page = page_among(entries(room), room, None, None, first, limit)
    return page.model_copy(update={"at": first})


def require_one(*bounds: object) -> None:
    """Raises `Invalid` where more than one of `bounds` is given."""
    if sum(bound is not None for bound in bounds) > 1:
        raise Invalid("Give one of before, after, around and at.")


def page_among(
    rows: "QuerySet[Message]",
    room: Room,
    before: int | None,
    after: int | None,
    around: int | None,
    limit: int | None,
) -> History:
    """A page of some of a room's entries, by the same bounds as `history`; raises as it does."""
    require_one(before, after, around)
    size = page_size(limit)
    if after is not None:
        found = _above(rows, after, size)
    elif around is not None:
        found = _around(rows, around, size)
    else:
        found = _below(rows, room.last_seq + 1 if before is None else before, size)
    return _page(rows, room, found, at=_bound(before, after))


def page_size(limit: int | None) -> int:
    """How many entries a page has when `limit` was asked for."""
    most: int = settings.HEARTH["HISTORY_PAGE_MAX"]
    usual: int = settings.HEARTH["HISTORY_PAGE"]
    return usual if limit is None else max(1, min(limit, most))


def newest(room: Room) -> tuple[list[MessageShape], bool]:
    """The newest page of a room, and whether there are older entries: for a fresh snapshot."""
    rows = entries(room)
    page = _page(rows, room, _below(rows, room.last_seq + 1, page_size(None)), at=None)
    return page.messages, page.has_before


def entries(room: Room) -> "QuerySet[Message]":
    """What stands in a room's timeline, up to the head at which `room` was read."""
    return until_head(room).filter(in_room=True)


def until_head(room: Room) -> "QuerySet[Message]":
    """A room's messages up to the head at which `room` was read, with their people; replies in
    threads are among them."""
    rows = Message.objects.filter(room_id=room.pk, seq__lte=room.last_seq)
    return rows.select_related("author", "subject")


def _first_since(room: Room, at: datetime) -> int | None:
    # By time and not by number: so the index leads to it, however long the room is.
    rows = entries(room).filter(created_at__gte=at).order_by("created_at", "seq")
    return rows.values_list("seq", flat=True).first()


def _below(rows: "QuerySet[Message]", bound: int, size: int) -> list[Message]:
    return page_of(rows.filter(seq__lt=bound).order_by("-seq")[:size])[::-1]


def _above(rows: "QuerySet[Message]", bound: int, size: int) -> list[Message]:
    return page_of(rows.filter(seq__gt=bound).order_by("seq")[:size])


def _around(rows: "QuerySet[Message]", middle: int, size: int) -> list[Message]:
    # Near an end of the timeline the other side fills the page.
    older = _below(rows, middle, size)
    newer = _above(rows, middle - 1, size)
    half = size // 2
    kept_older = min(len(older), max(half, size - len(newer)))
    return older[len(older) - kept_older :] + newer[: size - kept_older]


def _bound(before: int | None, after: int | None) -> int | None:
    """Where an empty page stands: what is below it is before, what is from it on is after."""
    return before if before is not None else None if after is None else after + 1


def _page(
    among: "QuerySet[Message]", room: Room, rows: list[Message], *, at: int | None
) -> History:
    first = rows[0].seq if rows else (at if at is not None else room.last_seq + 1)
    last = rows[-1].seq if rows else first - 1
    among = among.select_related(None)
    return History(
        room=room.pk,
        messages=shaped(rows),
        has_before=among.filter(seq__lt=first).exists(),
        has_after=last < room.last_seq and among.filter(seq__gt=last).exists(),
        upto=room.last_seq,
    )
