"""Messages as they travel, with what hangs on them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from chat.events.shapes import MessageShape, Person
from chat.models import Message
from chat.prepared import prepared
from chat.queries import files, mentions, polls, reactions, shapes

_PARTS: dict[str, Any] = {
    "reactions": reactions, "polls": polls, "mentions": mentions, "files": files,
}  # fmt: skip
# What nobody is shown of people, and what changes often.
UNSHOWN = (
    "password", "last_login", "name_key", "email", "enter_sends", "tells_reading", "date_joined",
    "last_seen", "access_version", "last_seq", "inbox_read_at", "inbox_me_seq",
)  # fmt: skip
Hanging = tuple[tuple[str, str], ...]  # each with its kind, as JSON


def shaped(rows: Iterable[Message]) -> list[MessageShape]:
    """The rows, in their order, as everyone in their rooms sees them. They come with `author` and
    `subject` (select_related); what hangs on them is read here, in one query however many they
    are, none where nothing does. Of rows that are kept (`Read.kept`) so are the shapes, as long as
    all that they say is the same."""
    rows = list(rows)
    found = _hanging(rows)
    people: dict[int, Person] = {}
    names = settings.HEARTH["POLL_NAMES"]
    return [_shape(row, found.get(row.pk, ()), names, people) for row in rows]


def with_people(rows: "QuerySet[Message]") -> "QuerySet[Message]":
    """Messages with whom they are by and about, and of these what is shown of people."""
    unshown = [f"{whose}__{name}" for whose in ("author", "subject") for name in UNSHOWN]
    return rows.select_related("author", "subject").defer(*unshown)


def shape(row: Message) -> MessageShape:
    """One row, as `shaped` gives it."""
    return shaped([row])[0]


def _hanging(rows: list[Message]) -> dict[int, Hanging]:
    holders = {name: part.holders(rows) for name, part in _PARTS.items()}
    kinds = tuple(name for name, ids in holders.items() if ids)
    found: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    if kinds:
        for kind, message_id, row in _hanging_rows.read(**holders, kinds=kinds).raw:
            found[message_id].append((kind, row))
    # In no order of the database's: the same must be found the same.
    return {message_id: tuple(sorted(each)) for message_id, each in found.items()}


@prepared(*_PARTS)
def _hanging_rows(*, kinds: tuple[str, ...], **ids: Any) -> "QuerySet[Any]":
    first, *others = [_PARTS[kind].hanging_on(ids[kind]) for kind in kinds]
    asked: QuerySet[Any] = first.union(*others, all=True)
    return asked


class _Memo(NamedTuple):
    """A row's shape, and all that it depends on beside the row."""

    hanging: Hanging
    ended: tuple[bool, ...]
    names: int
    shape: MessageShape


def _shape(row: Message, hanging: Hanging, names: int, people: dict[int, Person]) -> MessageShape:
    memo: _Memo | None = row.__dict__.get("_memo")
    ended = _ended(row)
    if memo is None or memo[:3] != (hanging, ended, names):
        memo = _Memo(hanging, ended, names, _new_shape(row, hanging, people))
        row.__dict__["_memo"] = memo
    return memo.shape


def _ended(row: Message) -> tuple[bool, ...]:
    """Of its people whose status ends at some time: whether it has."""
    untils = row.__dict__.get("_untils")
    if untils is None:
        people = [person for person in (row.author, row.subject) if person is not None]
        untils = [person.status_until for person in people if person.status_until is not None]
        row.__dict__["_untils"] = untils
    return tuple(until <= timezone.now() for until in untils)


def _new_shape(row: Message, hanging: Hanging, people: dict[int, Person]) -> MessageShape:
    plain = shapes.message(row, people)
    if not hanging:
        return plain
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, text in hanging:
        found[kind].append(orjson.loads(text))
    called = mentions.shapes_of(found["mentions"])
    return plain.model_copy(
        update={
            "reactions": reactions.shapes_of(found["reactions"]),
            "mentions": called.users,
            "mentions_room": called.room,
            "poll": polls.shapes_of(found["poll"]),
            "files": files.shapes_of(found["files"]),
        }
    )
