"""project/sqlite3: a query's text is read once, and reads as Django's."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connections

from project.sqlite3 import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def cursor() -> Iterator[Any]:
    """One of a database in memory, whatever the tests' is."""
    settings = {**connections["default"].settings_dict, "NAME": ":memory:", "OPTIONS": {}}
    database = base.DatabaseWrapper(settings, "aside")
    with database.cursor() as opened:
        yield opened
    database.close()


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
