"""project/postgresql: the server plans a query once a connection, and a dead one is found out."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connections

from project import environment
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


def _prepared(database: DatabaseWrapper) -> list[Any]:
    found = _rows(database.cursor(), "SELECT statement FROM pg_prepared_statements")
    return [text for (text,) in found]


def test_a_statement_is_prepared_once_and_values_come_through(connect: Connect) -> None:
    database = connect()
    for number, text in ((1, "a"), (2, "%s"), (3, "$1"), (2**40, "'")):
        found = _rows(database.prepared_cursor(), _SQL, (str(number), text))
        assert found == [(number, text, "100 %", "$1")]
    assert _prepared(database) == [_SQL]


def test_what_was_sent_to_it_is_logged_with_its_values(connect: Connect) -> None:
    database = connect()
    database.force_debug_cursor = True
    _rows(database.prepared_cursor(), _SQL, ("7", "it's"))
    logged = database.queries[-1]["sql"]
    assert _rows(database.cursor(), logged.replace("%", "%%"), ()) == [(7, "it's", "100 %", "$1")]


def test_behind_a_pooler_nothing_is_prepared(connect: Connect) -> None:
    database = connect("?prepared=0")
    assert _rows(database.prepared_cursor(), _SQL, ("7", "a"))[0][:2] == (7, "a")
    assert _prepared(database) == []


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
