"""Search on SQLite: FTS5's index of trigrams gives candidates by their key, the newest first, and
stops with the page. Filters are trigrams in it too (migration 0023)."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from chat.models.search import Holds
from chat.queries.search.bounds import Found, bounded
from chat.queries.search.conditions import Sought, conditions

_ROOM, _AUTHOR, _HOLDS = "\ue000", "\ue001", "\ue002"
_DIGIT, _BASE = 0xF0000, 60_000
MOST_ROOMS = 40  # that are asked of the index: more are quicker looked up row by row


def find(sought: Sought, limit: int, milliseconds: int) -> Found:
    """As `candidates.find`."""
    match = _match(sought)
    clauses, params = conditions(sought)
    source = "chat_searchtext s"
    if match:
        source = "chat_searchindex f CROSS JOIN chat_searchtext s ON s.key = f.rowid"
        clauses, params = ["chat_searchindex MATCH %s", *clauses], [match, *params]
    # By the index's own number its rows come in order; by the table's they would be sorted.
    number = "f.rowid" if match else "s.key"
    where = " AND ".join(clauses).replace("s.key ", f"{number} ")
    sql = f"SELECT s.key, s.message_id FROM {source} WHERE {where} ORDER BY {number} DESC LIMIT %s"  # noqa: S608
    found = Found([])
    database: Any = connections[DEFAULT_DB_ALIAS]
    with bounded(milliseconds, found):
        for row in database.each_row(sql, [*params, limit]):
            found.rows.append(row)  # what is there stays when the time is over
    return found


def _match(sought: Sought) -> str:
    """What FTS5 is asked: every trigram of every pattern, and those that stand for filters."""
    groups = [_quoted(part) for pattern in sought.contains for part in trigrams(pattern)]
    if sought.few_rooms and len(sought.rooms) <= MOST_ROOMS:
        groups.append(_any(_ROOM, sought.rooms))
    if sought.authors is not None and len(sought.authors) <= MOST_ROOMS:
        groups.append(_any(_AUTHOR, sought.authors))
    groups += [_quoted(_mark(_HOLDS, bit)) for bit in Holds if bit & sought.holds]
    return " AND ".join(dict.fromkeys(groups))


def trigrams(pattern: str) -> list[str]:
    """Those that cover a pattern of three characters or more; each as seldom as the others."""
    starts = [*range(0, len(pattern) - 2, 2), len(pattern) - 3]
    return [pattern[at : at + 3] for at in dict.fromkeys(starts)]


def _any(kind: str, numbers: list[int]) -> str:
    return f"({' OR '.join(_quoted(_mark(kind, number)) for number in numbers)})"


def _mark(kind: str, number: int) -> str:
    return f"{kind}{chr(_DIGIT + number // _BASE)}{chr(_DIGIT + number % _BASE)}"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
