"""Statements that are prepared and run without a cursor.

psycopg's cursors do for each statement what these need once: read the query, choose how values
travel, and how columns are read. That took 50 µs of 80 for a row, and a page has six to nine.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from psycopg import Connection, errors
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, TransactionStatus

from project.postgresql.pipeline import answers, next_result

Rows = list[tuple[Any, ...]]
Asked = tuple[str, tuple[str, ...]]  # a query, and its values
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


def results(connection: Connection[Any], text: str, params: Sequence[Any]) -> list[Rows]:
    """The rows of each of several statements in one text, with `%s` where a value goes; none for
    one that has none. They go in one breath, and are not prepared. Else as `Statements.rows`."""
    transformer = Transformer(connection)
    values = (b"NULL" if each is None else transformer.as_literal(each) for each in params)
    pgconn, found = connection.pgconn, []
    pgconn.send_query(text.encode() % tuple(values))
    while (result := next_result(pgconn)) is not None:
        found.append(result)
    return [_rows_of(connection, each, transformer) for each in found]


def _rows_of(connection: Connection[Any], result: Any, reader: Any) -> Rows:
    if result.status == ExecStatus.COMMAND_OK:
        return []
    _require(connection, result, ExecStatus.TUPLES_OK)
    reader.set_pgresult(result)
    found: Rows = reader.load_rows(0, result.ntuples, tuple)
    return found


class Statements:
    """Those of one connection, by their texts."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._known: dict[str, _Statement] = {}
        self._numbers = count()

    def rows(self, query: str, params: tuple[str, ...]) -> Rows | None:
        """The rows of a query that has `$1::bigint` where a value goes; the values as PostgreSQL
        writes them. None where the connection has too many statements already, and for a text
        with a NUL in it, at which it would end here: a cursor says what is wrong with that. The
        connection `is_ready`, and its thread waits. Raises psycopg's errors."""
        found = self.rows_of_each([(query, params)])
        return None if found is None else found[0]

    def rows_of_each(self, asked: Sequence[Asked]) -> list[Rows] | None:
        """The same of several queries, in one way to the server. Each sees what was committed when
        its own turn comes."""
        fresh = {query for query, _ in asked if query not in self._known}
        full = len(self._known) + len(fresh) > MOST
        if full or any("\0" in each for _, params in asked for each in params):
            return None
        try:
            return self._rows(asked)
        except _STALE:
            for query, _ in asked:
                self._known.pop(query, None)
            if self._connection.pgconn.transaction_status != TransactionStatus.IDLE:
                raise  # with the transaction; the next one has it anew
            return self._rows(asked)

    def _rows(self, asked: Sequence[Asked]) -> list[Rows]:
        known = [self._known.get(query) or self._prepare(query) for query, _ in asked]
        sent = [
            (each.name, [value.encode() for value in params])
            for each, (_, params) in zip(known, asked, strict=True)
        ]
        if len(sent) == 1:
            found = [self._connection.pgconn.exec_prepared(*sent[0])]
        else:
            found = answers(self._connection, sent)
        for result in found:
            _require(self._connection, result, ExecStatus.TUPLES_OK)
        return [each.read(result) for each, result in zip(known, found, strict=True)]

    def _prepare(self, query: str) -> "_Statement":
        name = b"hearth_%d" % next(self._numbers)
        result = self._connection.pgconn.prepare(name, query.encode())
        _require(self._connection, result, ExecStatus.COMMAND_OK)
        self._known[query] = made = _Statement(name, Transformer(self._connection))
        return made


class _Statement:
    """One that is prepared. How its columns are read stays: they are the same for as long as it
    holds."""

    __slots__ = ("_is_read", "_reader", "name")

    def __init__(self, name: bytes, reader: Any) -> None:
        self.name, self._reader, self._is_read = name, reader, False

    def read(self, result: Any) -> Rows:
        """The rows of a result of it."""
        self._reader.set_pgresult(result, set_loaders=not self._is_read)
        self._is_read = True
        found: Rows = self._reader.load_rows(0, result.ntuples, tuple)
        self._reader.set_pgresult(None, set_loaders=False)  # which would live on until the next
        return found
