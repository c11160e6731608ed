"""Messages as they travel, with what hangs on them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from chat.events.shapes import MessageShape
from chat.models import Message
from chat.prepared import prepared
from chat.queries import files, mentions, polls, reactions, shapes

_PARTS: dict[str, Any] = {
    "reactions": reactions, "polls": polls, "mentions": mentions, "files": files,
}  # fmt: skip
_UNSHOWN = (
    "password", "last_login", "name_key", "email", "enter_sends", "tells_reading", "date_joined",
    "last_seen", "access_version", "last_seq", "inbox_read_at", "inbox_me_seq",
)  # fmt: skip
Hanging = dict[str, list[dict[str, Any]]]  # rows by their kind


def shaped(rows: Iterable[Message]) -> list[MessageShape]:
    """The rows, in their order, as everyone in their rooms sees them. They come with `author` and
    `subject` (select_related); what hangs on them is read here, in one query however many they
    are, none where nothing does."""
    rows = list(rows)
    found = _hanging(rows)
    return [_shape(row, found[row.pk]) for row in rows]


def with_people(rows: "QuerySet[Message]") -> "QuerySet[Message]":
    """Messages with whom they are by and about, and of these what is shown of people."""
    unshown = [f"{whose}__{name}" for whose in ("author", "subject") for name in _UNSHOWN]
    return rows.select_related("author", "subject").defer(*unshown)


def shape(row: Message) -> MessageShape:
    """One row, as `shaped` gives it."""
    return shaped([row])[0]


def _hanging(rows: list[Message]) -> dict[int, Hanging]:
    found: dict[int, Hanging] = defaultdict(lambda: defaultdict(list))
    holders = {name: part.holders(rows) for name, part in _PARTS.items()}
    kinds = tuple(name for name, ids in holders.items() if ids)
    if kinds:
        for kind, message_id, row in _hanging_rows(**holders, kinds=kinds):
            found[message_id][kind].append(row)
    return found


@prepared(*_PARTS)
def _hanging_rows(*, kinds: tuple[str, ...], **ids: Any) -> "QuerySet[Any]":
    first, *others = [_PARTS[kind].hanging_on(ids[kind]) for kind in kinds]
    asked: QuerySet[Any] = first.union(*others, all=True)
    return asked


def _shape(row: Message, hanging: Hanging) -> MessageShape:
    plain = shapes.message(row)
    if not hanging:
        return plain
    called = mentions.shapes_of(hanging["mentions"])
    return plain.model_copy(
        update={
            "reactions": reactions.shapes_of(hanging["reactions"]),
            "mentions": called.users,
            "mentions_room": called.room,
            "poll": polls.shapes_of(hanging["poll"]),
            "files": files.shapes_of(hanging["files"]),
        }
    )
