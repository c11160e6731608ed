"""Search on PostgreSQL: a GIN index of trigrams finds all that match, and in no order. What is
common is among the newest, which are looked through first; what is seldom there the index finds."""

from typing import Any

from django.db import connection

from chat.queries.search.bounds import Found, bounded
from chat.queries.search.conditions import Sought, conditions

NEWEST = 4_000  # messages that are looked through before the index is asked
# As many more, where the newest have some but not a page of them: what is neither common nor rare
# is quicker met in order than picked out of all that the index gives.
FURTHER = 40_000

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

    def look(sql: str, *within: tuple[str, int | None]) -> None:
        edges = [(clause, key) for clause, key in within if key is not None]
        more, keys = [clause for clause, _ in edges], [key for _, key in edges]
        left = limit - len(found.rows)
        found.rows += _run(sql, [*clauses, *more], [*params, *keys, left])

    with bounded(milliseconds, found):
        if not sought.contains:
            look(_IN_ORDER)
            return found
        edge = _edge(sought.high, NEWEST)
        look(_IN_ORDER, ("s.key >= %s", edge))
        if edge is not None and 0 < len(found.rows) < limit:
            above, edge = edge, _edge(edge, min(FURTHER, NEWEST * limit // len(found.rows)))
            look(_IN_ORDER, ("s.key < %s", above), ("s.key >= %s", edge))
        if edge is not None and len(found.rows) < limit:
            look(_BY_INDEX, ("s.key < %s", edge))
    return found


def _edge(high: int | None, depth: int) -> int | None:
    """The key of the message that many below `high`; None where there are not so many."""
    clauses, params = (["s.key < %s"], [high]) if high is not None else (["true"], [])
    rows = _run(_BOUND, clauses, [*params, depth])
    return int(rows[0][0]) if rows else None


def _run(sql: str, clauses: list[str], params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(" AND ".join(clauses)), params)
        return list(cursor.fetchall())
