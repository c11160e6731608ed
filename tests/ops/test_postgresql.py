"""project/postgresql: the server plans a query once a connection, and a dead one is found out."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import (
    DataError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connections,
    transaction,
)
from django.db.transaction import TransactionManagementError

from project import environment
from project.postgresql import direct
from project.postgresql.base import DatabaseWrapper, check
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.django_db
Connect = Callable[..., DatabaseWrapper]
_numbers = count()  # each its own pool
_SQL = "SELECT $1::bigint, $2::text, '100 %', '$1'"


@pytest.fixture
def connect(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Connect]:
    """Gives a connection to one database, whatever the tests' is."""
    url, usual = postgres.create_database(), connections["default"].settings_dict
    with ExitStack() as opened:

        def made(query: str = "", **more: Any) -> DatabaseWrapper:
            monkeypatch.setenv("DATABASE_URL", url + query)
            settings = {**usual, **environment.database(tmp_path), **more}
            database = DatabaseWrapper(settings, f"aside-{next(_numbers)}")
            opened.callback(database.close_pool)
            opened.callback(database.close)
            return database

        yield made


def _rows(cursor: Any, sql: str, params: Any = None) -> list[Any]:
    with closing(cursor):
        cursor.execute(sql, params)
        rows: list[Any] = cursor.fetchall()
        return rows


@contextmanager
def _atomic(database: DatabaseWrapper) -> Iterator[None]:
    """As Django's, of a connection that it does not know by a name."""
    outermost = not database.in_atomic_block
    connections[database.alias] = database
    try:
        with transaction.atomic(using=database.alias):
            yield
    finally:
        if outermost:
            del connections[database.alias]


def _prepared(database: DatabaseWrapper) -> list[Any]:
    found = _rows(database.cursor(), "SELECT statement FROM pg_prepared_statements")
    return [text for (text,) in found]


def test_a_statement_is_prepared_once_and_values_come_through(connect: Connect) -> None:
    database = connect()
    for number, text in ((1, "a"), (2, "%s"), (3, "$1"), (2**40, "'"), (5, "Ünï 🌊\n\\")):
        assert database.rows(_SQL, (str(number), text)) == [(number, text, "100 %", "$1")]
    assert _prepared(database) == [_SQL]


def test_rows_are_what_a_cursor_reads(connect: Connect) -> None:
    database = connect()
    sql = """SELECT n, n % 2 = 0, NULL::text, ('[' || n || ']')::jsonb, '2024-03-31 01:30+00'
        ::timestamptz, n * 1.5, ARRAY[n], 'x'::bytea FROM generate_series(1, $1::bigint) AS n"""
    plain = _rows(database.cursor(), sql.replace("%", "%%").replace("$1", "%s"), (3,))
    for _ in range(2):
        assert database.rows(sql, ("3",)) == plain
        assert database.rows(sql, ("0",)) == []


def test_what_was_sent_to_it_is_logged_with_its_values(connect: Connect) -> None:
    database = connect()
    database.force_debug_cursor = True
    assert database.rows(_SQL, ("7", "it's")) == [(7, "it's", "100 %", "$1")]
    logged = database.queries[-1]["sql"]
    assert _rows(database.cursor(), logged.replace("%", "%%"), ()) == [(7, "it's", "100 %", "$1")]


def test_who_wraps_what_django_executes_hears_of_it(connect: Connect) -> None:
    database, heard = connect(), []

    def listen(execute: Any, sql: str, *more: Any) -> Any:
        heard.append(sql)
        return execute(sql, *more)

    with database.execute_wrapper(listen):
        database.rows(_SQL, ("7", "a"))
    database.rows(_SQL, ("7", "a"))
    assert heard == [_SQL]


def test_behind_a_pooler_nothing_is_prepared(connect: Connect) -> None:
    database = connect("?prepared=0")
    assert database.rows(_SQL, ("7", "a"))[0][:2] == (7, "a")
    assert _prepared(database) == []


def test_what_is_wrong_is_said_as_django_says_it(connect: Connect) -> None:
    database = connect()
    with pytest.raises(DataError):
        database.rows(_SQL, ("seven", "a"))
    with pytest.raises(ProgrammingError, match="nowhere"):
        database.rows("SELECT * FROM nowhere", ())
    with pytest.raises((DataError, ValueError), match="NUL"):
        database.rows(_SQL, ("7", "a\0b"))
    assert database.rows(_SQL, ("7", "a"))[0][0] == 7


def test_within_a_transaction_it_is_part_of_that(connect: Connect) -> None:
    database = connect()
    counted = "SELECT count(*) FROM kept WHERE number = $1::bigint"
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number bigint)")
    with _atomic(database):
        assert database.rows(counted, ("7",)) == [(0,)]  # which begins it
        assert database.connection.info.transaction_status.name == "INTRANS"
        with database.cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES (7)")
        assert database.rows(counted, ("7",)) == [(1,)]
        database.set_rollback(True)
    assert database.rows(counted, ("7",)) == [(0,)]
    assert _prepared(database) == [counted]  # a rollback forgets nothing


def test_after_an_error_a_transaction_goes_no_further(connect: Connect) -> None:
    database = connect()
    with _atomic(database):
        with pytest.raises(DataError), _atomic(database):
            database.rows(_SQL, ("seven", "a"))
        assert database.rows(_SQL, ("7", "a"))[0][0] == 7  # back at the savepoint
        with suppress(DataError):
            database.rows(_SQL, ("seven", "a"))
        with pytest.raises(InternalError):
            database.rows(_SQL, ("7", "a"))
        database.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            database.rows(_SQL, ("7", "a"))
    assert database.rows(_SQL, ("7", "a"))[0][0] == 7


def test_of_several_statements_the_last_one_s_rows_are_given(connect: Connect) -> None:
    database = connect()
    text = """SET LOCAL statement_timeout = 50;
        SELECT n, %s, '100%%' FROM generate_series(1, %s) AS n WHERE n = ANY(%s)"""
    for word in ("a", "it's", "a\\'; DROP TABLE x; --", "100 %", "Ünï 🌊"):
        params = (word, 9, [7, 2, 11])
        plain = [(2, word, "100%"), (7, word, "100%")]
        assert database.last_rows(text, params) == plain
        database.force_debug_cursor = True
        assert database.last_rows(text, params) == plain
        database.force_debug_cursor = False
    with pytest.raises(DataError, match="NUL"):
        database.last_rows(text, ("a\0b", 9, []))
    with pytest.raises(OperationalError, match="statement timeout"):
        database.last_rows(f"{text} AND pg_sleep(1) IS NULL", ("a", 9, [1, 2]))
    assert database.rows("SELECT current_setting($1::text)", ("statement_timeout",)) == [("0",)]


def test_a_way_of_its_own_to_begin_is_begun_by_psycopg(connect: Connect) -> None:
    database = connect()
    database.ensure_connection()
    database.connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    with _atomic(database):
        found = database.rows("SELECT current_setting('transaction_isolation'), $1::text", ("",))
    assert found == [("serializable", "")]


def test_what_the_server_forgot_or_what_is_another_by_now_is_prepared_anew(
    connect: Connect,
) -> None:
    database = connect()
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number bigint); INSERT INTO kept VALUES (7)")
        sql = "SELECT * FROM kept WHERE $1::text = ''"
        assert database.rows(sql, ("",)) == [(7,)]
        cursor.execute("DEALLOCATE ALL")
        assert database.rows(sql, ("",)) == [(7,)]
        cursor.execute("ALTER TABLE kept ADD word text DEFAULT 'a'")
        assert database.rows(sql, ("",)) == [(7, "a")]
        cursor.execute("ALTER TABLE kept ALTER number TYPE text")
        with pytest.raises(NotSupportedError), _atomic(database):
            database.rows(sql, ("",))
        assert database.rows(sql, ("",)) == [("7", "a")]


def test_a_connection_has_so_many_statements_and_the_others_are_not_prepared(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direct, "MOST", 2)
    database = connect()
    for _ in range(2):
        for number in range(4):
            assert database.rows(f"SELECT {number}, $1::text", ("a",)) == [(number, "a")]
    assert len(_prepared(database)) == 2


def test_other_threads_work_while_one_waits_for_rows(connect: Connect) -> None:
    """libpq waits without the interpreter."""
    database, went = connect(), []
    database.ensure_connection()
    database.inc_thread_sharing()
    waits = Thread(target=database.rows, args=("SELECT pg_sleep($1::bigint)::text", ("1",)))
    waits.start()
    while waits.is_alive():
        went.append(1)
        time.sleep(0.01)
    assert len(went) > 20


def test_a_connection_that_is_cut_says_so_and_the_next_one_works(
    connect: Connect, postgres: PostgresServer
) -> None:
    database = connect()
    [(backend,)] = database.rows("SELECT pg_backend_pid()", ())
    with psycopg.connect(postgres.url(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    with pytest.raises(OperationalError):
        database.rows(_SQL, ("7", "a"))
    database.close_if_unusable_or_obsolete()
    assert database.rows(_SQL, ("7", "a"))[0][0] == 7


def test_a_connection_that_the_server_let_go_is_not_given_out(
    connect: Connect, postgres: PostgresServer
) -> None:
    database = connect()
    [(before,)] = _rows(database.cursor(), "SELECT pg_backend_pid()")
    database.close()  # back to the pool
    with psycopg.connect(postgres.url(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    [(after,)] = _rows(database.cursor(), "SELECT pg_backend_pid()")
    assert after != before


def test_one_that_was_just_in_use_is_not_asked_and_a_quiet_one_is(connect: Connect) -> None:
    said = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    database = connect()
    database.ensure_connection()
    raw: Any = database.connection

    def last_said() -> str:
        with psycopg.connect(raw.info.dsn, autocommit=True) as other:
            where = said.replace("pg_backend_pid()", str(raw.info.backend_pid))
            return str(other.execute(where).fetchall()[0][0])

    _rows(database.cursor(), said)
    check(raw)
    assert last_said() == said
    raw.heard_at -= 60
    check(raw)
    assert last_said() == ""


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_a_time_is_read_once_and_as_django_reads_it(connect: Connect, zone: str) -> None:
    database = connect(TIME_ZONE=zone)
    sql = "SELECT '2024-03-31 01:30:00.25+00'::timestamptz, NULL::timestamptz"
    (first, nothing), (second, _) = (_rows(database.cursor(), sql)[0] for _ in range(2))
    moment = datetime(2024, 3, 31, 1, 30, 0, 250_000, UTC)
    assert (first, nothing) == (moment, None)
    assert first is second
    assert first.utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset()
