"""A `DatabaseWrapper`, by which Django knows a backend."""

import re
import select
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg import Connection, RawCursor
from psycopg.adapt import AdaptersMap
from psycopg_pool import ConnectionPool

from project.postgresql.direct import Asked, Rows, Statements, is_ready, results

Found = TypeVar("Found")
KEPT = 20_000  # times: to read one takes 5 µs, and a page has a hundred
QUIET_SECONDS = 5  # that long a connection may have done nothing and still be taken for alive
_PLACE = re.compile(r"\$(\d+)(?=::)")
_known: dict[tuple[Any, bytes], datetime] = {}


class Cursor(RawCursor[Any]):
    """Whose statements have `$1` where a value goes."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """As psycopg's, and never prepared: it forgets what was when a transaction is rolled back,
        and has the server forget `Statements` too."""
        return super().execute(query, params, **more | {"prepare": False})


class Operations(DatabaseOperations):
    """Django's, for the log of queries too."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """With the values in their places."""
        if not isinstance(cursor, Cursor):
            return super().last_executed_query(cursor, sql, params)
        values = [self.compose_sql("%s", [value]) for value in params]
        return _PLACE.sub(lambda place: values[int(place[1]) - 1], sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with `rows` of prepared statements, times that are read once, and a pool that asks
    only the connections which nothing was heard of for a while whether they are alive."""

    ops_class = Operations

    def get_connection_params(self) -> dict[str, Any]:
        """Asked by Django for the pool, and for a connection without one."""
        params: dict[str, Any] = super().get_connection_params()
        params["context"] = _adapters(params["context"], self.timezone)
        if params["prepare_threshold"] is not None:  # a pooler may not take options
            # To compile a plan takes 20 ms, for rows that are read in a tenth of one.
            params["options"] = f"-c jit=off {params.get('options', '')}".rstrip()
        return params

    def _numbered_cursor(self) -> Any:
        """A cursor of Django's around a `Cursor`."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(Cursor(self.connection))  # type: ignore[attr-defined]

    def rows(self, query: str, params: tuple[str, ...]) -> Rows:
        """The rows of a query that has `$1::bigint` where a value goes; the values as PostgreSQL
        writes them. The server reads and plans it once a connection: to plan a page's queries
        takes it longer than to run them. Who listens to Django's cursors hears of it from one, and
        there it is not prepared."""
        found = self._directly(lambda raw: _statements(raw).rows(query, params))
        if found is None:
            with self._numbered_cursor() as cursor:
                cursor.execute(query, params)
                found = cursor.fetchall()
        return found

    def rows_of_each(self, asked: Sequence[Asked]) -> list[Rows]:
        """The same of several queries, in one way to the server."""
        found = self._directly(lambda raw: _statements(raw).rows_of_each(asked))
        return [self.rows(*each) for each in asked] if found is None else found

    def results(self, text: str, params: Sequence[Any]) -> list[Rows]:
        """What a cursor of Django's gives of each of several statements in one text; where nobody
        listens to those, without one."""
        found = self._directly(lambda raw: results(raw, text, params))
        return self._from_cursor(text, params) if found is None else found

    def _from_cursor(self, text: str, params: Sequence[Any]) -> list[Rows]:
        with self.cursor() as cursor:
            cursor.execute(text, params)
            found = [cursor.fetchall() if cursor.description else []]
            while cursor.nextset():
                found.append(cursor.fetchall() if cursor.description else [])
            return found

    def _directly(self, ask: Callable[[Any], Found | None]) -> Found | None:
        """What `ask` finds; None where that takes a cursor."""
        if self.queries_logged or self.execute_wrappers:
            return None
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        self.ensure_connection()
        raw: Any = self.connection
        with self.wrap_database_errors:
            return ask(raw) if is_ready(raw) else None

    @property
    def pool(self) -> Any:
        """Django's; psycopg's own check is a way to the server and back for each request."""
        pool = super().pool
        if pool is not None and pool._check is not None:
            pool._check = check
        return pool


def _statements(connection: Any) -> Statements:
    found: Statements | None = getattr(connection, "hearth_statements", None)
    if found is None:
        found = connection.hearth_statements = Statements(connection)
    return found


def check(connection: Connection[Any]) -> None:
    """Raises an error of psycopg's where the server let the connection go: then something came
    from it, which nobody asked for. After a while without a word a line may also be dead."""
    now, heard = time.monotonic(), getattr(connection, "heard_at", 0.0)
    connection.heard_at = now  # type: ignore[attr-defined]
    if now - heard > QUIET_SECONDS or _has_something(connection.fileno()):
        ConnectionPool.check_connection(connection)


def _has_something(fileno: int) -> bool:
    poll = select.poll()
    poll.register(fileno, select.POLLIN)
    return bool(poll.poll(0))


@cache
def _adapters(context: AdaptersMap, zone: Any) -> AdaptersMap:
    class Loader(BaseTzLoader):  # type: ignore[misc]
        timezone = zone

        def load(self, data: Any) -> datetime:
            key = (zone, bytes(data))
            found = _known.get(key)
            return _remember(key, super().load(data)) if found is None else found

    adapters = AdaptersMap(context)
    adapters.register_loader("timestamptz", Loader)
    return adapters


def _remember(key: tuple[Any, bytes], moment: datetime) -> datetime:
    if len(_known) >= KEPT:
        _known.clear()
    _known[key] = moment
    return moment
