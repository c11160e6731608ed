"""A `DatabaseWrapper`, by which Django knows a backend."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.utils.dateparse import parse_datetime

TIMES = 20_000
KEPT = 1_000  # texts of queries: those of `chat/prepared.py` are always the same


class Cursor(base.SQLiteCursorWrapper):
    """Django's. To write `?` for each `%s` took as long as many a query takes, whose text is
    thousands of characters long."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """The query as SQLite has it."""
        converted: str
        if param_names is None:
            converted = _converted(query)
        else:
            converted = super().convert_query(query, param_names=param_names)
        return converted


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with that cursor."""

    def create_cursor(self, name: str | None = None) -> Any:
        """Asked by Django for each query."""
        return self.connection.cursor(factory=Cursor)

    def rows(self, query: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What a cursor of Django's gives of a query; where nobody listens to those, without one:
        it costs as much as many a query."""
        with self.wrap_database_errors:
            found: list[tuple[Any, ...]] = self._asked(query, params).fetchall()
            return found

    def each_row(self, query: str, params: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """The same one by one, as SQLite finds them."""
        with self.wrap_database_errors:
            yield from self._asked(query, params)

    def _asked(self, query: str, params: Sequence[Any]) -> Any:
        if self.queries_logged or self.execute_wrappers:
            cursor = self.cursor()
            cursor.execute(query, params)
            return cursor
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        self.ensure_connection()
        return self.connection.execute(_converted(query), params)

    def rows_of_each(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[list[Any]]:
        """The same of several queries."""
        return [self.rows(*each) for each in asked]


# Times too are read once: to do so for a page's hundred took a tenth of its queries' time.
for _name in ("datetime", "timestamp"):
    sqlite3.register_converter(_name, lru_cache(maxsize=TIMES)(base.decoder(parse_datetime)))


@lru_cache(maxsize=KEPT)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
