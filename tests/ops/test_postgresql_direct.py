"""project/postgresql: without a cursor, in transactions, several in one breath, on broken lines."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread

import psycopg
import pytest
from django.db import (
    DataError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)
from django.db.transaction import TransactionManagementError
from psycopg.types.json import Jsonb

from project.postgresql import direct
from tests.ops.database import SQL, Connect, atomic, prepared_in
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.django_db


def test_within_a_transaction_it_is_part_of_that(connect: Connect) -> None:
    database = connect()
    counted = "SELECT count(*) FROM kept WHERE number = $1::bigint"
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number bigint)")
    with atomic(database):
        assert database.rows(counted, ("7",)) == [(0,)]  # which begins it
        assert database.connection.info.transaction_status.name == "INTRANS"
        with database.cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES (7)")
        assert database.rows(counted, ("7",)) == [(1,)]
        database.set_rollback(True)
    assert database.rows(counted, ("7",)) == [(0,)]
    assert prepared_in(database) == [counted]  # a rollback forgets nothing


def test_after_an_error_a_transaction_goes_no_further(connect: Connect) -> None:
    database = connect()
    with atomic(database):
        with pytest.raises(DataError), atomic(database):
            database.rows(SQL, ("seven", "a"))
        assert database.rows(SQL, ("7", "a"))[0][0] == 7  # back at the savepoint
        with suppress(DataError):
            database.rows(SQL, ("seven", "a"))
        with pytest.raises(InternalError):
            database.rows(SQL, ("7", "a"))
        database.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            database.rows(SQL, ("7", "a"))
    assert database.rows(SQL, ("7", "a"))[0][0] == 7


def test_each_of_several_statements_gives_its_rows(connect: Connect) -> None:
    database = connect()
    text = """SET LOCAL statement_timeout = 50;
        SELECT n, %s, '100%%' FROM generate_series(1, %s) AS n WHERE n = ANY(%s);
        SELECT %s::jsonb, %s::timestamptz, %s::text"""
    moment = datetime(2024, 3, 31, 1, 30, tzinfo=UTC)
    for word in ("a", "it's", "a\\'; DROP TABLE x; --", "100 %", "Ünï 🌊"):
        params = (word, 9, [7, 2, 11], Jsonb({"a": word}), moment, None)
        plain = [[], [(2, word, "100%"), (7, word, "100%")], [({"a": word}, moment, None)]]
        for listened in (False, True):
            database.force_debug_cursor = listened
            found = database.results(text, params)
            found[2] = [(json.loads(found[2][0][0]), *found[2][0][1:])]
            assert found == plain
    database.force_debug_cursor = False
    with pytest.raises((DataError, ValueError), match="NUL"):
        database.results("SELECT %s", ("a\0b",))
    with pytest.raises(OperationalError, match="statement timeout"):
        database.results("SET LOCAL statement_timeout = 50; SELECT pg_sleep(1)", ())
    assert database.rows("SELECT current_setting($1::text)", ("statement_timeout",)) == [("0",)]


def test_one_of_several_that_fails_undoes_those_before_it(connect: Connect) -> None:
    database = connect()
    database.results("CREATE TABLE kept (number bigint)", ())
    with pytest.raises(ProgrammingError, match="nowhere"):
        database.results("INSERT INTO kept VALUES (%s); SELECT * FROM nowhere", (1,))
    assert database.results("SELECT * FROM kept", ()) == [[]]
    with atomic(database):
        insert = "INSERT INTO kept VALUES (%s) RETURNING number; COMMIT"
        assert database.results(insert, (2,)) == [[(2,)], []]
    with atomic(database):
        database.results("INSERT INTO kept VALUES (%s)", (3,))
        database.set_rollback(True)
    assert database.results("SELECT * FROM kept; SELECT 1", ()) == [[(2,)], [(1,)]]


def test_a_way_of_its_own_to_begin_is_begun_by_psycopg(connect: Connect) -> None:
    database = connect()
    database.ensure_connection()
    database.connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    with atomic(database):
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
        with pytest.raises(NotSupportedError), atomic(database):
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
    assert len(prepared_in(database)) == 2


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
        database.rows(SQL, ("7", "a"))
    database.close_if_unusable_or_obsolete()
    assert database.rows(SQL, ("7", "a"))[0][0] == 7


def test_several_are_asked_in_one_breath(connect: Connect) -> None:
    database = connect()
    many = "SELECT n, repeat('x', 1000) FROM generate_series(1, $1::bigint) AS n"
    asked = [(SQL, ("1", "a")), (many, ("3000",)), (SQL, ("2", "b")), (many, ("0",))]
    for listened in (False, False, True):
        database.force_debug_cursor = listened
        one, large, two, none = database.rows_of_each(asked)
        assert [one, two, none] == [[(1, "a", "100 %", "$1")], [(2, "b", "100 %", "$1")], []]
        assert (len(large), large[2999]) == (3000, (3000, "x" * 1000))
    database.force_debug_cursor = False
    assert database.rows_of_each([]) == []
    assert sorted(prepared_in(database)) == sorted([SQL, many])


def test_what_is_much_goes_out_while_much_comes_in(connect: Connect) -> None:
    """Both sides would wait for each other, if one of them only sent."""
    database = connect()
    word = "x" * 1_000_000
    found = database.rows_of_each([("SELECT repeat($1::text, 3)", (word,))] * 8)
    assert [rows == [(word * 3,)] for rows in found] == [True] * 8


def test_one_that_fails_of_several_fails_them_and_nothing_else(connect: Connect) -> None:
    database = connect()
    for _ in range(2):
        with pytest.raises(DataError, match="seven"):
            database.rows_of_each([(SQL, ("1", "a")), (SQL, ("seven", "a")), (SQL, ("2", "b"))])
        assert database.rows(SQL, ("7", "a"))[0][0] == 7
    with pytest.raises(ProgrammingError, match="nowhere"):
        database.rows_of_each([(SQL, ("1", "a")), ("SELECT * FROM nowhere", ())])
    with pytest.raises((DataError, ValueError), match="NUL"):
        database.rows_of_each([(SQL, ("1", "a")), (SQL, ("1", "a\0"))])
    with atomic(database):
        with pytest.raises(DataError), atomic(database):
            database.rows_of_each([(SQL, ("1", "a")), (SQL, ("seven", "a"))])
        assert len(database.rows_of_each([(SQL, ("1", "a")), (SQL, ("2", "a"))])) == 2
    with database.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert len(database.rows_of_each([(SQL, ("1", "a")), (SQL, ("2", "a"))])) == 2


@pytest.mark.parametrize("is_text", [False, True], ids=["prepared", "a text"])
def test_a_connection_that_is_cut_between_two_says_so(
    connect: Connect, postgres: PostgresServer, is_text: bool
) -> None:
    database = connect()
    asked = [("SELECT pg_sleep($1::bigint)::text", ("9",)), (SQL, ("1", "a"))]
    [(backend,)] = database.rows("SELECT pg_backend_pid()", ())

    def cut() -> None:
        time.sleep(0.3)
        with psycopg.connect(postgres.url(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])

    cutting = Thread(target=cut)
    cutting.start()
    text = ("SELECT pg_sleep(%s); SELECT 1", (9,))
    with pytest.raises(OperationalError):
        database.results(*text) if is_text else database.rows_of_each(asked)
    cutting.join()
    with pytest.raises(OperationalError):
        database.rows_of_each(asked)
    with pytest.raises(OperationalError):
        database.results(*text)
    database.close_if_unusable_or_obsolete()
    assert database.rows(SQL, ("7", "a"))[0][0] == 7
