"""What the tests of our backend for PostgreSQL ask it by."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connections, transaction

from project.postgresql.base import DatabaseWrapper

Connect = Callable[..., DatabaseWrapper]
SQL = "SELECT $1::bigint, $2::text, '100 %', '$1'"


def rows_of(cursor: Any, sql: str, params: Any = None) -> list[Any]:
    """What a cursor of Django's gives."""
    with closing(cursor):
        cursor.execute(sql, params)
        rows: list[Any] = cursor.fetchall()
        return rows


@contextmanager
def atomic(database: DatabaseWrapper) -> Iterator[None]:
    """As Django's, of a connection that it does not know by a name."""
    outermost = not database.in_atomic_block
    connections[database.alias] = database
    try:
        with transaction.atomic(using=database.alias):
            yield
    finally:
        if outermost:
            del connections[database.alias]


def prepared_in(database: DatabaseWrapper) -> list[Any]:
    """The statements that the server keeps for a connection."""
    found = rows_of(database.cursor(), "SELECT statement FROM pg_prepared_statements")
    return [text for (text,) in found]
