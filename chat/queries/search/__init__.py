"""Search: the messages that someone may see and that match what they ask, the newest first."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from chat.access import reader, require_active, visible_rooms
from chat.events.shapes import ExcerptPart, MessageShape, SearchHit, SearchLine, SearchPage
from chat.lru import made, size_of
from chat.models import Message, Poll, Room, User
from chat.models.messages import MessageKind
from chat.prepared import prepared
from chat.queries.messages import shaped, with_people
from chat.queries.search.bounds import Found
from chat.queries.search.candidates import find
from chat.queries.search.resolving import resolve
from chat.queries.weight import page_of
from chat.search.document import document
from chat.search.excerpt import excerpt, plain
from chat.search.parsing import Asked, parse
from chat.when import zone_named

# Of the room its name is shown, and of a poll what may be answered.
_UNSHOWN = [
    *(
        f"room__{each.name}"
        for each in Room._meta.concrete_fields
        if each.name not in {"id", "name"}
    ),
    *(
        f"poll__{each.name}"
        for each in Poll._meta.concrete_fields
        if each.name not in {"id", "options"}
    ),
]
NEIGHBOUR = 120  # characters of the line before and after


def search(
    *, user: User, words: str, before: int | None = None, limit: int | None = None
) -> SearchPage:
    """A page of what `user` may see and `words` ask for (`chat.search.parsing`), the newest
    first; `before` is the `next` of the page had. Any text has an answer: `problem` says why one
    finds nothing. It takes `SEARCH_MS` at most: `cut` then, with what was found till there."""
    require_active(user)
    rules = settings.HEARTH
    asked = parse(
        words, now=timezone.now(), zone=zone_named(user.time_zone),
        length=rules["SEARCH_LENGTH"], terms=rules["SEARCH_TERMS"],
    )  # fmt: skip
    wanted = None if asked.problem or asked.is_empty else resolve(user, asked, before)
    if wanted is None:
        return SearchPage(problem=asked.problem)
    size = min(limit or rules["SEARCH_PAGE"], rules["SEARCH_PAGE_MAX"])
    found = find(wanted, size + 1, milliseconds=rules["SEARCH_MS"])
    return _page(user, asked, found, size)


def _page(user: User, asked: Asked, found: Found, size: int) -> SearchPage:
    keys = {message: key for key, message in found.rows[:size]}
    there = _rows(user, list(keys))
    rows = page_of(there)
    following: int | None = None
    if len(rows) < len(there):
        following = keys[rows[-1].pk]
    elif len(found.rows) > size:
        following = found.rows[size - 1][0]
    return SearchPage(hits=_hits(rows, asked.words), next=following, cut=found.cut)


def _rows(user: User, messages: Sequence[int]) -> list[Message]:
    """Those messages, asking once more whether `user` may see them, with what was said around."""
    rows = _seen.read(user=user.pk, messages=list(messages), is_guest=user.is_guest).kept()
    there = {row.pk: row for row in rows}
    return [there[each] for each in messages if each in there]


@prepared("user", "messages")
def _seen(*, user: int, messages: Any, is_guest: bool) -> "QuerySet[Message]":
    rooms = visible_rooms(reader(user, is_guest=is_guest))
    rows = Message.objects.filter(pk__in=messages, room__in=rooms, deleted_at=None)
    return _with_neighbours(with_people(rows).select_related("room", "poll").defer(*_UNSHOWN))


def _with_neighbours(rows: "QuerySet[Message]") -> "QuerySet[Message]":
    said = Message.objects.filter(kind=MessageKind.TEXT, deleted_at=None, withdrawn=False)
    room = said.filter(room=OuterRef("room"), in_room=True)
    thread = said.filter(thread_root=OuterRef("thread_root"))
    return rows.annotate(
        room_before=_nearest(room.filter(seq__lt=OuterRef("seq")), "-seq"),
        room_after=_nearest(room.filter(seq__gt=OuterRef("seq")), "seq"),
        thread_before=_nearest(thread.filter(seq__lt=OuterRef("seq")), "-seq"),
        thread_after=_nearest(thread.filter(seq__gt=OuterRef("seq")), "seq"),
    )


def _nearest(rows: "QuerySet[Message]", order: str) -> Subquery:
    return Subquery(rows.order_by(order).values("pk")[:1])


def _around(row: Message) -> tuple[int | None, int | None]:
    """The ids of what was said before and after; around a reply that is in its thread alone."""
    if row.in_room:
        return row.room_before, row.room_after  # type: ignore[attr-defined]
    return row.thread_before or row.thread_root_id, row.thread_after  # type: ignore[attr-defined]


def _hits(rows: list[Message], words: Sequence[str]) -> list[SearchHit]:
    around = {row.pk: _around(row) for row in rows}
    ids = {each for pair in around.values() for each in pair if each}
    lines = {row.pk: _line(row) for row in _neighbours.read(ids=list(ids)).kept()} if ids else {}
    return [
        _hit(row, message, words, [lines.get(each or 0) for each in around[row.pk]])
        for row, message in zip(rows, shaped(rows), strict=True)
    ]


@prepared("ids")
def _neighbours(*, ids: Any) -> "QuerySet[Message]":
    rows = Message.objects.filter(pk__in=ids, deleted_at=None)
    return rows.select_related("author").only("html", "author__display_name")


def _hit(
    row: Message, message: MessageShape, words: Sequence[str], around: list[SearchLine | None]
) -> SearchHit:
    """The same again for the same: to find the words in a text takes longer than all else."""
    lines = tuple(line and line.encoded for line in around)
    key = ("hit", message.encoded, row.room.name, tuple(words), lines)
    kept: SearchHit | None = made.get(key)
    if kept is None:
        kept = _new_hit(row, message, words, around)
        made.put(key, kept, 3 * size_of(key))
    return kept


def _new_hit(
    row: Message, message: MessageShape, words: Sequence[str], around: list[SearchLine | None]
) -> SearchHit:
    names = [*(row.poll.options if row.poll else []), *(file.name for file in message.files)]
    parts = excerpt(document(row.html, names), words)
    before, after = around
    return SearchHit(
        message=message,
        room_name=row.room.name,
        excerpt=[ExcerptPart(text=text, match=match) for text, match in parts],
        before=before,
        after=after,
    )


def _line(row: Any) -> SearchLine:
    """What a row that is kept says, on one line."""
    memo: SearchLine | None = row.__dict__.get("_memo")
    if memo is None:
        name = row.author.display_name if row.author else "A former member"
        memo = SearchLine(name=name, text=plain(document(row.html), NEIGHBOUR))
        row.__dict__["_memo"] = memo
    return memo
