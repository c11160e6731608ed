"""Search on PostgreSQL: a GIN index of trigrams finds all that match, and in no order. What is
common is among the newest, which are looked through first; what is seldom there the index finds."""

from typing import Any

from django.db import connection

from chat.queries.search.bounds import Found, bounded
from chat.queries.search.conditions import Sought, conditions

NEWEST = 4_000  # messages that are looked through before the index is asked

_BOUND = "SELECT s.key FROM chat_searchtext s WHERE {} ORDER BY s.key DESC OFFSET %s LIMIT 1"
_IN_ORDER = (
    "SELECT s.key, s.message_id FROM chat_searchtext s WHERE {} ORDER BY s.key DESC LIMIT %s"
)
# Materialised: else the planner takes the LIMIT for a reason to walk all messages in order.
_BY_INDEX = (
    "WITH found AS MATERIALIZED (SELECT s.key, s.message_id FROM chat_searchtext s WHERE {})"
    " SELECT key, message_id FROM found ORDER BY key DESC LIMIT %s"
)


def find(sought: Sought, limit: int, milliseconds: int) -> Found:
    """As `candidates.find`."""
    clauses, params = conditions(sought)
    found = Found([])
    with bounded(milliseconds, found):
        if not sought.contains:
            found.rows += _run(_IN_ORDER, clauses, [*params, limit])
            return found
        bound = _run(_BOUND, *_below(sought))
        newest = [*clauses, "s.key > %s"] if bound else clauses
        edge = [bound[0][0]] if bound else []
        found.rows += _run(_IN_ORDER, newest, [*params, *edge, limit])
        if bound and len(found.rows) < limit:
            left = limit - len(found.rows)
            found.rows += _run(_BY_INDEX, [*clauses, "s.key <= %s"], [*params, *edge, left])
    return found


def _below(sought: Sought) -> tuple[list[str], list[Any]]:
    clauses, params = ["true"], []
    if sought.high is not None:
        clauses.append("s.key < %s")
        params.append(sought.high)
    return clauses, [*params, NEWEST]


def _run(sql: str, clauses: list[str], params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(" AND ".join(clauses)), params)
        return list(cursor.fetchall())
