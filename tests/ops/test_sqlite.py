"""project/sqlite3: a query's text is read once, and reads as Django's."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.db.transaction import TransactionManagementError

from project.sqlite3 import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def database() -> Iterator[base.DatabaseWrapper]:
    """One in memory, whatever the tests' is."""
    settings = {**connections["default"].settings_dict, "NAME": ":memory:", "OPTIONS": {}}
    opened = base.DatabaseWrapper(settings, "aside")
    yield opened
    opened.close()


@pytest.fixture
def cursor(database: base.DatabaseWrapper) -> Iterator[Any]:
    """One of Django's there."""
    with database.cursor() as opened:
        yield opened


def test_values_and_signs_come_through(cursor: Any) -> None:
    for value in ("a", "%s", "100 %", "?"):
        cursor.execute("SELECT %s, '%%s', 7 %% 4", [value])
        assert cursor.fetchone() == (value, "%s", 3)
    cursor.execute("SELECT %(one)s, '%%'", {"one": 1})
    assert cursor.fetchone() == (1, "%")
    cursor.execute("SELECT '%s'")
    assert cursor.fetchone() == ("%s",)


def test_the_text_of_a_query_is_read_once(cursor: Any) -> None:
    before = base._converted.cache_info()
    for number in range(3):
        cursor.execute("SELECT 'a text of this test alone', %s", [number])
    after = base._converted.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 2)


def test_a_time_is_read_once_and_as_django_reads_it(cursor: Any) -> None:
    cursor.execute("CREATE TABLE moments (at datetime)")
    cursor.execute("INSERT INTO moments VALUES ('2024-03-31 01:30:00.25'), (NULL)")
    found = []
    for _ in range(2):
        cursor.execute("SELECT at FROM moments ORDER BY at DESC")
        found.append(cursor.fetchall())
    assert found[0] == [(datetime.fromisoformat("2024-03-31T01:30:00.250000"),), (None,)]
    assert found[0][0][0] is found[1][0][0]


def test_rows_are_what_a_cursor_reads(database: base.DatabaseWrapper, cursor: Any) -> None:
    cursor.execute("CREATE TABLE kept (number integer, is_old bool, at datetime)")
    cursor.execute("INSERT INTO kept VALUES (1, 0, '2024-03-31 01:30:00.25'), (2, 1, NULL)")
    for sql, params in (
        ("SELECT *, '%%' FROM kept ORDER BY number", ()),
        ("SELECT number %% 2, %s FROM kept WHERE number = %s", ("a ? %s", 2)),
        ("SELECT * FROM kept WHERE number > %s", (2,)),
    ):
        cursor.execute(sql, params)
        plain = cursor.fetchall()
        assert database.rows(sql, params) == list(database.each_row(sql, params)) == plain


def test_who_listens_to_cursors_hears_of_rows(database: base.DatabaseWrapper) -> None:
    heard = []

    def listen(execute: Any, sql: str, *more: Any) -> Any:
        heard.append(sql)
        return execute(sql, *more)

    with database.execute_wrapper(listen):
        assert database.rows("SELECT %s", (1,)) == [(1,)]
    assert database.rows("SELECT %s", (2,)) == [(2,)]
    assert heard == ["SELECT %s"]
    database.force_debug_cursor = True
    assert database.rows("SELECT %s", (3,)) == [(3,)]
    assert [each["sql"] for each in database.queries] == ["SELECT 3"]


def test_what_is_wrong_is_said_as_django_says_it(database: base.DatabaseWrapper) -> None:
    with pytest.raises(OperationalError, match="nowhere"):
        database.rows("SELECT * FROM nowhere", ())
    database.in_atomic_block = database.needs_rollback = True
    with pytest.raises(TransactionManagementError):
        database.rows("SELECT 1", ())
    database.in_atomic_block = database.needs_rollback = False
