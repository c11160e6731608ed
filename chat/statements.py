"""Several statements of SQL as one question: a way to PostgreSQL and back takes as long as most of
what is asked there, and whoever waits for an answer then waits for the interpreter."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections

Raw = tuple[Any, ...]


class Statement(NamedTuple):
    """One statement with its parameters, as Django's cursors take them; `made` says what is made
    of its rows."""

    sql: str
    params: Sequence[Any] = ()
    made: Callable[[list[Raw]], Any] = list

    def then(self, make: Callable[[Any], Any]) -> "Statement":
        """The same, with more made of what it gives."""
        made = self.made
        return self._replace(made=lambda rows: make(made(rows)))


def run(*statements: Statement) -> list[Any]:
    """Have the database do them one after the other; gives what is made of the rows of each, none
    for those that have none. Each finds what was committed when its own turn comes, after a lock
    that one before it waited for too. Within a transaction: where one fails the others count for
    nothing.
    """
    if not statements:
        return []
    if connection.vendor == "postgresql":
        rows = _together(statements)
    else:
        with connection.cursor() as cursor:
            rows = [_alone(cursor, each) for each in statements]
    return [each.made(found) for each, found in zip(statements, rows, strict=True)]


def finish(*statements: Statement) -> None:
    """As `run`, of what is last in a transaction: nothing may follow in it. PostgreSQL is told to
    commit in the same breath, unless the transaction is within another, which is not over yet.
    Django finds that done at its end, and does the rest: what was to leave `on_commit` leaves then.
    """
    outermost = len(connection.atomic_blocks) == 1
    if statements and outermost and connection.vendor == "postgresql":
        statements = (*statements, Statement("COMMIT"))
    run(*statements)


def _together(statements: Sequence[Statement]) -> list[list[Raw]]:
    database: Any = connections[DEFAULT_DB_ALIAS]
    found: list[list[Raw]] = database.results(
        "; ".join(each.sql for each in statements),
        [param for each in statements for param in each.params],
    )
    return found


def _alone(cursor: Any, statement: Statement) -> list[Raw]:
    cursor.execute(statement.sql, statement.params)
    return _rows(cursor)


def _rows(cursor: Any) -> list[Raw]:
    return cursor.fetchall() if cursor.description else []
