"""Search: the messages that someone may see and that match what they ask, the newest first."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Case, JSONField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from chat.access import reader, require_active, visible_rooms
from chat.events.shapes import ExcerptPart, MessageShape, SearchHit, SearchLine, SearchPage
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
    *,
    user: User,
    words: str,
    before: int | None = None,
    limit: int | None = None,
    seen: Collection[int] | None = None,
) -> SearchPage:
    """A page of what `user` may see and `words` ask for (`chat.search.parsing`), the newest
    first; `before` is the `next` of the page had. Any text has an answer: `problem` says why one
    finds nothing. It takes `SEARCH_MS` at most: `cut` then, with what was found till there. `seen`
    are the ids of the rooms that `user` may see, where those were read already (`seen_rooms`)."""
    require_active(user)
    rules = settings.HEARTH
    asked = parse(
        words, now=timezone.now(), zone=zone_named(user.time_zone),
        length=rules["SEARCH_LENGTH"], terms=rules["SEARCH_TERMS"],
    )  # fmt: skip
    wanted = None if asked.problem or asked.is_empty else resolve(user, asked, before, seen)
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
    """With what was said before and after; around a reply that is in its thread alone, there."""
    said = Message.objects.filter(kind=MessageKind.TEXT, deleted_at=None, withdrawn=False)
    room = said.filter(room=OuterRef("room"), in_room=True)
    thread = said.filter(thread_root=OuterRef("thread_root"))
    root = Message.objects.filter(pk=OuterRef("thread_root"), deleted_at=None)
    earlier, later = {"seq__lt": OuterRef("seq")}, {"seq__gt": OuterRef("seq")}
    return rows.annotate(
        said_before=Case(
            When(in_room=True, then=_said(room.filter(**earlier), "-seq")),
            default=Coalesce(_said(thread.filter(**earlier), "-seq"), _said(root, "seq")),
        ),
        said_after=Case(
            When(in_room=True, then=_said(room.filter(**later), "seq")),
            default=_said(thread.filter(**later), "seq"),
        ),
    )


def _said(rows: "QuerySet[Message]", order: str) -> Subquery:
    said = JSONObject(html="html", name="author__display_name")
    return Subquery(rows.order_by(order).values(said=said)[:1], output_field=JSONField())


def _hits(rows: list[Message], words: Sequence[str]) -> list[SearchHit]:
    asked = tuple(words)
    return [_hit(row, message, asked) for row, message in zip(rows, shaped(rows), strict=True)]


def _hit(row: Message, message: MessageShape, words: tuple[str, ...]) -> SearchHit:
    """Of a row that is kept the same again for the same: to find the words in a text takes longer
    than all else."""
    memo: tuple[MessageShape, tuple[str, ...], SearchHit] | None = row.__dict__.get("_hit")
    if memo is None or memo[0] is not message or memo[1] != words:
        memo = row.__dict__["_hit"] = (message, words, _new_hit(row, message, words))
    return memo[2]


def _new_hit(row: Any, message: MessageShape, words: Sequence[str]) -> SearchHit:
    names = [*(row.poll.options if row.poll else []), *(file.name for file in message.files)]
    parts = excerpt(document(row.html, names), words)
    return SearchHit(
        message=message,
        room_name=row.room.name,
        excerpt=[ExcerptPart(text=text, match=match) for text, match in parts],
        before=_line(row.said_before),
        after=_line(row.said_after),
    )


def _line(said: dict[str, Any] | None) -> SearchLine | None:
    """What a neighbour says, on one line."""
    if said is None:
        return None
    name = said["name"] or "A former member"
    return SearchLine(name=name, text=plain(document(said["html"]), NEIGHBOUR))
