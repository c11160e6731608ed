"""Search on PostgreSQL: a GIN index of trigrams finds all that match, and in no order. What is
common is among the newest, which are looked through first; what is seldom there the index finds."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from chat.queries.search.bounds import Found, bounded
from chat.queries.search.conditions import Sought, conditions

# Messages that are looked through in order before the index is asked: 1,000 take 0.5 ms. What the
# index gives of common words that stand apart has to be read one by one: up to 75,000 in a million.
NEWEST = 12_000
# As many more, where what was found says that a page is among them.
FURTHER = 100_000

_BOUND = "SELECT s.key FROM chat_searchtext s WHERE {} ORDER BY s.key DESC OFFSET %s LIMIT 1"
_IN_ORDER = (
    "SELECT s.key, s.message_id FROM chat_searchtext s WHERE {} ORDER BY s.key DESC LIMIT %s"
)
# What ends the inner query is a fence: else the planner asks the index of texts here too, for each
# piece anew, and reads all that it gives.
_PIECE = (
    "SELECT s.key, s.message_id FROM (SELECT * FROM chat_searchtext s WHERE {edges}"
    " ORDER BY s.key DESC {fence}) s WHERE {clauses} ORDER BY s.key DESC LIMIT %s"
)
# Materialised: else the planner takes the LIMIT for a reason to walk all messages in order.
_BY_INDEX = (
    "WITH found AS MATERIALIZED (SELECT s.key, s.message_id FROM chat_searchtext s WHERE {})"
    " SELECT key, message_id FROM found ORDER BY key DESC LIMIT %s"
)


# To compile a plan takes longer than to run any of these; to sort all, longer than to read a few in
# the order of an index.
_BOUNDS = "SET LOCAL statement_timeout = {}; SET LOCAL jit = off; SET LOCAL enable_sort = off; "
Run = Callable[[str, list[Any]], list[Any]]


def find(sought: Sought, limit: int, milliseconds: int) -> Found:
    """As `candidates.find`."""
    found, run = Found([]), partial(_run, _BOUNDS.format(int(milliseconds)))
    with bounded(milliseconds, found):
        if not sought.contains:
            clauses, params = conditions(sought)
            found.rows += run(_IN_ORDER.format(" AND ".join(clauses)), [*params, limit])
        else:
            _look(run, sought, limit, found)
    return found


def _look(run: Run, sought: Sought, limit: int, found: Found) -> None:
    """Through the newest, further where that promises a page, and then by the index."""
    found.rows += run(*_piece(sought, limit, fence=f"LIMIT {NEWEST}"))
    if len(found.rows) == limit:
        return
    # Above the end of what was looked through, though some of that may be gone by now.
    edge = _edge(run, sought.high, NEWEST * 99 // 100)
    if edge is None:
        return
    found.rows[:] = [row for row in found.rows if row[0] >= edge]
    count = len(found.rows)
    if count > 0 and NEWEST * limit <= FURTHER * count:
        above, edge = edge, _edge(run, edge, NEWEST * limit // count)
        found.rows += run(*_piece(sought, limit - count, above=above, edge=edge))
    if edge is not None and len(found.rows) < limit:
        clauses, params = conditions(sought)
        sql = _BY_INDEX.format(" AND ".join([*clauses, "s.key < %s"]))
        found.rows += run(sql, [*params, edge, limit - len(found.rows)])


def _piece(
    sought: Sought,
    limit: int,
    *,
    above: int | None = None,
    edge: int | None = None,
    fence: str = "OFFSET 0",
) -> tuple[str, list[Any]]:
    """Asks what matches among the messages from `edge` on and below `above`, read in order."""
    given = [("s.key >= %s", edge), ("s.key < %s", above if above is not None else sought.high)]
    edges = [(clause, key) for clause, key in given if key is not None]
    clauses, params = conditions(sought)
    within = " AND ".join([clause for clause, _ in edges] or ["true"])
    sql = _PIECE.format(edges=within, clauses=" AND ".join(clauses), fence=fence)
    return sql, [*(key for _, key in edges), *params, limit]


def _edge(run: Run, high: int | None, depth: int) -> int | None:
    """The key of the message that many below `high`; None where there are not so many."""
    clause, params = ("s.key < %s", [high]) if high is not None else ("true", [])
    rows = run(_BOUND.format(clause), [*params, depth])
    return int(rows[0][0]) if rows else None


def _run(bounds: str, sql: str, params: list[Any]) -> list[Any]:
    """What a statement finds. Its bounds travel with it, and outside a transaction end with it."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    found: list[Any] = database.results(bounds + sql, params)[-1]
    return found
