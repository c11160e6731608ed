"""Several statements at once: each gives its own rows, in their order, and all count or none."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from chat.models import Room, User
from chat.statements import Statement, finish, run
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


@pytest.mark.django_db(transaction=True)
def test_the_last_ones_are_committed_before_anything_leaves(ada: User) -> None:
    make_room(ada, "attic")
    seen: list[Any] = []
    with transaction.atomic():
        transaction.on_commit(lambda: seen.append(elsewhere(_topic_of)))
        finish(_named("attic"))
        assert seen == []
    assert seen == [HOSTILE]
    with transaction.atomic():
        finish()
        Room.objects.update(topic="later")
    assert elsewhere(_topic_of) == "later"


@pytest.mark.django_db(transaction=True)
def test_the_last_ones_of_a_transaction_within_another_may_still_be_taken_back(ada: User) -> None:
    make_room(ada, "attic")
    with transaction.atomic():
        with transaction.atomic():
            finish(_named("attic"))
        transaction.set_rollback(True)
    assert _topic_of() == ""


@pytest.mark.django_db(transaction=True)
def test_what_only_the_commit_refuses_takes_the_last_ones_back(ada: User) -> None:
    make_room(ada, "attic")
    left: list[bool] = []
    nobody = Statement("UPDATE chat_room SET created_by_id = %s", [10_000])

    def refused() -> None:
        with transaction.atomic():
            transaction.on_commit(lambda: left.append(True))
            finish(_named("attic"), nobody)

    with pytest.raises(IntegrityError):
        refused()
    assert (_topic_of(), left) == ("", [])
    with transaction.atomic():
        finish(_named("attic"))
    assert _topic_of() == HOSTILE


def _topic_of() -> str:
    return Room.objects.get(name="attic").topic


def elsewhere(ask: Callable[[], Any]) -> Any:
    """What another connection sees, in a thread of its own."""

    def asked() -> Any:
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asked).result(timeout=30)
