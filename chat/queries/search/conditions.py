"""What is looked for, and the conditions in SQL that each message found is held to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from chat.models.search import Holds
from chat.search.parsing import Wanted

Condition = tuple[str, list[Any]]

_REPLY = f"(s.holds & {Holds.REPLY.value}) > 0"
_STATES = {
    "saved": "s.message_id IN (SELECT message_id FROM chat_saved"
    " WHERE user_id = %s AND state <> 'removed')",
    "pin": "s.message_id IN (SELECT id FROM chat_message WHERE pinned_at IS NOT NULL)",
    "thread": f"({_REPLY} OR s.message_id IN"  # noqa: S608 - nothing of anyone's in it
    " (SELECT thread_root_id FROM chat_message WHERE thread_root_id IS NOT NULL))",
}


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What `user` looks for, in ids and in substrings of the stored texts.

    In one of `rooms`: all that they see, unless `few_rooms`. By one of `authors`, where that is
    given. With all of `contains`, and not with all patterns of any word of `lacks`. With a `key`
    from `low` on and below `high`.
    """

    user: int
    rooms: list[int]
    few_rooms: bool = False
    authors: list[int] | None = None
    not_authors: list[int] = field(default_factory=list)
    contains: list[str] = field(default_factory=list)
    lacks: list[list[str]] = field(default_factory=list)
    holds: int = 0
    lacks_holds: int = 0
    states: list[Wanted] = field(default_factory=list)
    low: int | None = None
    high: int | None = None


def conditions(sought: Sought) -> tuple[list[str], list[Any]]:
    """What each row `s` of the texts is held to, whatever the index said, so that both databases
    answer the same; and the parameters."""
    found = [*_places(sought), *_contents(sought)]
    return [clause for clause, _ in found], [value for _, values in found for value in values]


def _places(sought: Sought) -> Iterator[Condition]:
    if sought.low is not None:
        yield "s.key >= %s", [sought.low]
    if sought.high is not None:
        yield "s.key < %s", [sought.high]
    yield _among("s.room_id"), [_listed(sought.rooms)]
    if sought.authors is not None:
        yield _among("s.author_id"), [_listed(sought.authors)]
    if sought.not_authors:  # whoever is gone is not among them
        yield f"NOT coalesce({_among('s.author_id')}, false)", [_listed(sought.not_authors)]


def _contents(sought: Sought) -> Iterator[Condition]:
    if sought.holds:
        yield "s.holds > 0 AND (s.holds & %s) = %s", [sought.holds, sought.holds]
    if sought.lacks_holds:
        yield "(s.holds & %s) = 0", [sought.lacks_holds]
    for state in sought.states:
        clause = _STATES[state.value]
        yield clause if state.wanted else f"NOT {clause}", [sought.user] * clause.count("%s")
    for pattern in sought.contains:
        yield _has(), [_pattern(pattern)]
    for patterns in sought.lacks:
        yield f"NOT ({' AND '.join(_has() for _ in patterns)})", list(map(_pattern, patterns))


def _among(column: str) -> str:
    """Of a bounded statement's length, however many they are."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - names of columns


def _listed(numbers: list[int]) -> Any:
    return numbers if connection.vendor == "postgresql" else json.dumps(numbers)


def _has() -> str:
    return "s.text LIKE %s" if connection.vendor == "postgresql" else "instr(s.text, %s) > 0"


def _pattern(text: str) -> str:
    if connection.vendor != "postgresql":
        return text
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"
