"""project/postgresql: the server plans a query once a connection, and a dead one is found out."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import (
    DataError,
    ProgrammingError,
)

from project.postgresql.base import check
from tests.ops.database import SQL, Connect, prepared_in, rows_of
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.django_db


def test_a_statement_is_prepared_once_and_values_come_through(connect: Connect) -> None:
    database = connect()
    for number, text in ((1, "a"), (2, "%s"), (3, "$1"), (2**40, "'"), (5, "Ünï 🌊\n\\")):
        assert database.rows(SQL, (str(number), text)) == [(number, text, "100 %", "$1")]
    assert prepared_in(database) == [SQL]


def test_rows_are_what_a_cursor_reads(connect: Connect) -> None:
    database = connect()
    sql = """SELECT n, n % 2 = 0, NULL::text, ('[' || n || ']')::jsonb, '2024-03-31 01:30+00'
        ::timestamptz, n * 1.5, ARRAY[n], 'x'::bytea FROM generate_series(1, $1::bigint) AS n"""
    plain = rows_of(database.cursor(), sql.replace("%", "%%").replace("$1", "%s"), (3,))
    for _ in range(2):
        assert database.rows(sql, ("3",)) == plain
        assert database.rows(sql, ("0",)) == []


def test_what_was_sent_to_it_is_logged_with_its_values(connect: Connect) -> None:
    database = connect()
    database.force_debug_cursor = True
    assert database.rows(SQL, ("7", "it's")) == [(7, "it's", "100 %", "$1")]
    logged = database.queries[-1]["sql"]
    assert rows_of(database.cursor(), logged.replace("%", "%%"), ()) == [(7, "it's", "100 %", "$1")]


def test_who_wraps_what_django_executes_hears_of_it(connect: Connect) -> None:
    database, heard = connect(), []

    def listen(execute: Any, sql: str, *more: Any) -> Any:
        heard.append(sql)
        return execute(sql, *more)

    with database.execute_wrapper(listen):
        database.rows(SQL, ("7", "a"))
    database.rows(SQL, ("7", "a"))
    assert heard == [SQL]


def test_behind_a_pooler_nothing_is_prepared(connect: Connect) -> None:
    database = connect("?prepared=0")
    assert database.rows(SQL, ("7", "a"))[0][:2] == (7, "a")
    assert prepared_in(database) == []


def test_what_is_wrong_is_said_as_django_says_it(connect: Connect) -> None:
    database = connect()
    with pytest.raises(DataError):
        database.rows(SQL, ("seven", "a"))
    with pytest.raises(ProgrammingError, match="nowhere"):
        database.rows("SELECT * FROM nowhere", ())
    with pytest.raises((DataError, ValueError), match="NUL"):
        database.rows(SQL, ("7", "a\0b"))
    assert database.rows(SQL, ("7", "a"))[0][0] == 7


def test_a_connection_that_the_server_let_go_is_not_given_out(
    connect: Connect, postgres: PostgresServer
) -> None:
    database = connect()
    [(before,)] = rows_of(database.cursor(), "SELECT pg_backend_pid()")
    database.close()  # back to the pool
    with psycopg.connect(postgres.url(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    [(after,)] = rows_of(database.cursor(), "SELECT pg_backend_pid()")
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

    rows_of(database.cursor(), said)
    check(raw)
    assert last_said() == said
    raw.heard_at -= 60
    check(raw)
    assert last_said() == ""


def test_no_plan_is_compiled(connect: Connect) -> None:
    """It took 20 ms of each page, where tables are so large that the planner thinks it pays."""
    asked = "SELECT current_setting('jit'), $1::text"
    assert connect().rows(asked, ("",)) == [("off", "")]
    assert connect("?options=-c%20work_mem=9MB").rows(asked, ("",)) == [("off", "")]
    assert connect("?prepared=0").rows(asked, ("",)) == [("on", "")]  # a pooler takes no options


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_a_time_is_read_once_and_as_django_reads_it(connect: Connect, zone: str) -> None:
    database = connect(TIME_ZONE=zone)
    sql = "SELECT '2024-03-31 01:30:00.25+00'::timestamptz, NULL::timestamptz"
    (first, nothing), (second, _) = (rows_of(database.cursor(), sql)[0] for _ in range(2))
    moment = datetime(2024, 3, 31, 1, 30, 0, 250_000, UTC)
    assert (first, nothing) == (moment, None)
    assert first is second
    assert first.utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset()
