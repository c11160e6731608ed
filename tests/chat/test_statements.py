"""Several statements at once: each gives its own rows, in their order, and all count or none."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chat.models import Room, User
from chat.statements import Statement, run
from tests.support.factories import make_room

HOSTILE = "it's 50 % %s; \\ $1 -- \u2028 \U0001f642"


def _named(name: str) -> Statement:
    return Statement("UPDATE chat_room SET topic = %s WHERE name = %s", [HOSTILE, name])


def _topics() -> Statement:
    return Statement("SELECT topic, 'a;b' FROM chat_room ORDER BY name")


def test_each_gives_its_own_rows_and_finds_what_those_before_it_did(ada: User) -> None:
    for name in ("attic", "cellar"):
        make_room(ada, name)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        found = run(
            Statement("SELECT %s, 1 WHERE 1 = 2", ["x"]),
            _named("cellar"),
            _topics(),
            Statement("SELECT %s", [HOSTILE]).then(len).then(str),
        )
    assert found == [[], [], [("", "a;b"), (HOSTILE, "a;b")], "1"]
    assert len(asked) == (1 if connection.vendor == "postgresql" else 4)
    assert run() == []


def test_where_one_fails_the_others_count_for_nothing(ada: User) -> None:
    make_room(ada, "attic")
    for bad in (
        Statement("SELECT nothing"),
        Statement("SELECT name FROM nowhere WHERE 1 = %s", [1]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(_named("attic"), bad, _topics())
        assert Room.objects.get(name="attic").topic == ""
