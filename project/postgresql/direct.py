"""Statements that are prepared and run without a cursor.

psycopg's cursors do for each statement what these need once: read the query, choose how values
travel, and how columns are read. That took 50 µs of 80 for a row, and a page has six to nine.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from psycopg import Connection, errors
from psycopg.adapt import Transformer
from psycopg.pq import Escaping, ExecStatus, TransactionStatus

MOST = 300  # statements a connection; PostgreSQL keeps the plans of all
# The tables are others since it was prepared; someone told the server to forget.
_STALE = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)


def is_ready(connection: Connection[Any]) -> bool:
    """Whether a statement may be sent: no pooler that knows no prepared statements stands in
    between, nothing went wrong before in the transaction. Where none runs that should, it is begun
    as psycopg begins one."""
    if connection.prepare_threshold is None:
        return False
    status = connection.pgconn.transaction_status
    if status == TransactionStatus.IDLE and not connection.autocommit:
        return _begin(connection)
    return status in {TransactionStatus.IDLE, TransactionStatus.INTRANS}


def _begin(connection: Connection[Any]) -> bool:
    ways = (connection.isolation_level, connection.read_only, connection.deferrable)
    if ways != (None, None, None):
        return False  # psycopg spells them out
    _require(connection, connection.pgconn.exec_(b"BEGIN"), ExecStatus.COMMAND_OK)
    return True


def _require(connection: Connection[Any], result: Any, status: ExecStatus) -> None:
    if result.status == status:
        return
    if connection.closed:  # an error of libpq's own, without a state
        raise errors.OperationalError(result.get_error_message("utf-8"))
    raise errors.error_from_result(result, encoding="utf-8")


def last_rows(
    connection: Connection[Any], text: str, params: Sequence[int | str | list[int]]
) -> list[tuple[Any, ...]] | None:
    """The rows of the last of several statements in one text, with `%s` where a value goes: one
    way to the server, which is told of all that bounds the last. None for a text with a NUL in it.
    Else as `Statements.rows`."""
    if any(isinstance(each, str) and "\0" in each for each in params):
        return None
    escaping = Escaping(connection.pgconn)
    whole = text % tuple(_literal(each, escaping) for each in params)
    result = connection.pgconn.exec_(whole.encode())
    _require(connection, result, ExecStatus.TUPLES_OK)
    reader = Transformer(connection)
    reader.set_pgresult(result)
    found: list[tuple[Any, ...]] = reader.load_rows(0, result.ntuples, tuple)
    return found


def _literal(value: int | str | list[int], escaping: Any) -> str:
    if isinstance(value, str):
        return bytes(escaping.escape_literal(value.encode())).decode()
    return f"'{{{','.join(map(str, value))}}}'::bigint[]" if isinstance(value, list) else str(value)


class Statements:
    """Those of one connection, by their texts."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._known: dict[str, tuple[bytes, Any]] = {}
        self._numbers = count()

    def rows(self, query: str, params: tuple[str, ...]) -> list[tuple[Any, ...]] | None:
        """The rows of a query that has `$1::bigint` where a value goes; the values as PostgreSQL
        writes them. None where the connection has too many statements already, and for a text
        with a NUL in it, at which it would end here: a cursor says what is wrong with that. The
        connection `is_ready`, and its thread waits. Raises psycopg's errors."""
        full = len(self._known) >= MOST and query not in self._known
        if full or any("\0" in each for each in params):
            return None
        try:
            return self._rows(query, params)
        except _STALE:
            self._known.pop(query, None)
            if self._connection.pgconn.transaction_status != TransactionStatus.IDLE:
                raise  # with the transaction; the next one has it anew
            return self._rows(query, params)

    def _rows(self, query: str, params: tuple[str, ...]) -> list[tuple[Any, ...]]:
        known = self._known.get(query)
        name, reader = known or self._prepare(query)
        values = [each.encode() for each in params]
        result = self._connection.pgconn.exec_prepared(name, values)
        _require(self._connection, result, ExecStatus.TUPLES_OK)
        # How columns are read stays: they are the same as long as the statement holds.
        reader.set_pgresult(result, set_loaders=known is None)
        found: list[tuple[Any, ...]] = reader.load_rows(0, result.ntuples, tuple)
        reader.set_pgresult(None, set_loaders=False)  # which would live on until the next time
        self._known[query] = name, reader
        return found

    def _prepare(self, query: str) -> tuple[bytes, Any]:
        name = b"hearth_%d" % next(self._numbers)
        result = self._connection.pgconn.prepare(name, query.encode())
        _require(self._connection, result, ExecStatus.COMMAND_OK)
        return name, Transformer(self._connection)
