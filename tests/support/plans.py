"""How the database goes about what Hearth asks of it all the time."""

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import prepared
from chat.models import Message, Room, User
from chat.presence import people_and_presence
from chat.queries import inbox, sync, threads, timeline
from chat.queries import rooms as room_queries

# Tables that grow for as long as people talk: none of them is ever read from end to end.
GROWING = ("chat_message", "chat_searchtext", "chat_mention")
_NAMES = {"s": "chat_searchtext"}  # what the search's own SQL calls it
Question = tuple[Callable[[], Any], str]


def plans(ask: Callable[[], Any]) -> str:
    """How the database goes about what `ask` asks of it, all of it."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    explain = "EXPLAIN (COSTS OFF)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    found = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            sql = re.sub(r"^(SET LOCAL [^;]+; )+", "", query["sql"])
            if sql.lstrip("( ").startswith(("SELECT", "WITH")):
                cursor.execute(f"{explain} {sql}")
                found += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(found)


def steps_taken(ask: Callable[[], Any]) -> int:
    """How many steps SQLite's machine takes for `ask`, in thousands."""
    taken: list[None] = []
    raw: Any = connection.connection
    raw.set_progress_handler(lambda: taken.append(None), 1_000)
    try:
        ask()
    finally:
        raw.set_progress_handler(None, 0)
    return len(taken)


def rows_read(ask: Callable[[], Any]) -> int:
    """How many rows of the growing tables the prepared queries of `ask` read, by plans that were
    made for any values: PostgreSQL keeps such a plan, whatever room it is asked for later."""
    asked: list[tuple[str, tuple[str, ...]]] = []
    asking = prepared._Compiled.asking

    def noted(self: Any, values: Any) -> Any:
        asked.append(asking(self, values))
        return asked[-1]

    with patch.object(prepared._Compiled, "asking", noted):
        ask()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        plans = [_run(cursor, *each) for each in asked]
        cursor.execute("SET LOCAL plan_cache_mode = auto")
    return sum(_read_in(plan) for plan in plans)


def _run(cursor: Any, sql: str, params: tuple[str, ...]) -> dict[str, Any]:
    values = ", ".join(connection.ops.compose_sql("%s", [each]) for each in params)  # type: ignore[attr-defined]
    cursor.execute(f"PREPARE asked AS {sql}".replace("%", "%%"), ())
    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked({values})".replace("%", "%%"), ())
    [(plans,)] = cursor.fetchall()
    cursor.execute("DEALLOCATE asked")
    plan: dict[str, Any] = plans[0]["Plan"]
    return plan


def _read_in(plan: dict[str, Any]) -> int:
    own = plan["Actual Rows"] * plan["Actual Loops"] if plan.get("Relation Name") in GROWING else 0
    return int(own) + sum(_read_in(each) for each in plan.get("Plans", []))


def whole_tables(plan: str) -> list[str]:
    """Which of the growing tables are read from end to end."""
    if connection.vendor == "postgresql":
        read = re.findall(r"Seq Scan on (\w+)", plan)
    else:
        names = re.findall(r"SCAN (\w+)(?! VIRTUAL)(?!.*(?:USING|INDEX))", plan)
        read = [_NAMES.get(name, name) for name in names]
    return sorted(set(read) & set(GROWING))


def asked_all_the_time(
    *, user: User, other: User, room: Room, root: Message
) -> dict[str, Question]:
    """By what it is: a question, and a pattern of the index that its plan must name. `root` begins
    a thread of `room`, in which both people are."""
    head = room.last_seq
    return {
        "newest": (lambda: timeline.history(user=user, room_id=room.pk), "message_timeline"),
        "before": (
            lambda: timeline.history(user=user, room_id=room.pk, before=head // 2),
            "message_timeline",
        ),
        "after": (
            lambda: timeline.history(user=user, room_id=room.pk, after=head // 2),
            "message_timeline",
        ),
        "around": (
            lambda: timeline.history(user=user, room_id=room.pk, around=head // 2),
            "message_timeline",
        ),
        "thread": (
            lambda: threads.history(user=user, room_id=room.pk, thread=root.pk),
            "message_thread",
        ),
        "changes": (
            lambda: sync.room_changes(user=user, room_id=room.pk, after=head - 20),
            "message_changes",
        ),
        "my rooms, unread": (lambda: room_queries.my_rooms(user=user), "message_timeline"),
        "my rooms, mentions": (
            lambda: sync.my_changes(user=other, after=0),
            "(mention_unread|chat_mention_room)",
        ),
        "one's own": (lambda: sync.my_changes(user=user, after=1), ""),
        "heads": (lambda: sync.heads([room.pk]), ""),
        "people": (lambda: people_and_presence(user=user, room_id=room.pk), ""),
        "counts of the inbox": (lambda: inbox.counts(user=other), ""),
    }
