"""Queries that are put together once: they give what Django would, for whatever values."""

import threading
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from chat.lru import made
from chat.models import Membership, Room, User
from chat.prepared import Read, prepared
from tests.support.factories import make_room, make_user

built: list[str] = []


@prepared("user", "names", "since", "rooms")
def _mine(
    *, user: int, names: str, since: datetime, rooms: list[int], newest: bool
) -> "QuerySet[Membership]":
    built.append("once")
    rows = Membership.objects.filter(user=user, room__name=names, room__in=rooms)
    rows = rows.filter(joined_at__gte=since).select_related("room")
    return rows.order_by("-pk" if newest else "pk")[:2]


@prepared("role")
def _names(*, role: str) -> "QuerySet[Any]":
    rows: QuerySet[Any] = (
        User.objects.filter(role=role).order_by("username").values_list("username", "pk")
    )
    return rows


@prepared("role")
def _by_role(*, role: str) -> "QuerySet[User]":
    return User.objects.filter(role=role).order_by("username")


def _people(role: str) -> Read:
    return _by_role.read(role=role)


def test_each_value_finds_its_own_and_the_query_is_built_once(ada: User, ben: User) -> None:
    attic, cellar = make_room(ada, "attic", members=(ben,)), make_room(ada, "cellar")
    since = timezone.now() - timedelta(hours=1)
    built.clear()

    def found(user: User, room: Room, rooms: list[int], at: datetime = since) -> list[str]:
        rows = _mine(user=user.pk, names=room.name, since=at, rooms=rooms, newest=True)
        return [row.room.name for row in rows]

    both = [attic.pk, cellar.pk]
    assert found(ada, attic, both) == ["attic"]
    assert found(ada, cellar, both) == ["cellar"]
    assert found(ada, cellar, [attic.pk]) == found(ada, cellar, []) == []
    assert found(ben, cellar, both) == []
    assert found(ben, attic, both * 600) == ["attic"]
    assert found(ada, attic, both, timezone.now() + timedelta(hours=1)) == []
    assert built == ["once"]
    _mine(user=1, names="x", since=since, rooms=[], newest=False)
    assert built == ["once", "once"]


def test_rows_without_a_model_come_too_and_hostile_values_are_values(ada: User) -> None:
    make_user("gus", role="guest")
    assert [name for name, _ in _names(role="guest")] == ["gus"]
    for role in ("' OR 1=1 --", "the value in place 0", "%s", "\\"):
        assert _names(role=role) == []


@prepared("names")
def _ids(*, names: tuple[str, ...]) -> "QuerySet[Any]":
    found: QuerySet[Any] = User.objects.filter(username__in=names)
    return found.order_by("pk").values_list("pk", flat=True)


def test_many_texts_are_values_too(ada: User, ben: User) -> None:
    odd = make_user("quo'te")
    assert _ids(names=("ben", "ada", "nobody")) == sorted([ada.pk, ben.pk])
    assert _ids(names=("quo'te", '"', "\\", "%s", "{a,b}", "the texts in place 0")) == [odd.pk]
    assert _ids(names=()) == []


def test_threads_run_it_at_once_each_on_its_own_connection(ada: User) -> None:
    seen: list[list[tuple[str, int]]] = []

    def ask() -> None:
        try:
            seen.append(_names(role="nobody"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [[]] * 4


def test_a_row_is_kept_until_the_database_gives_another(ada: User, ben: User) -> None:
    made.clear()
    first, second = _people(role="member").kept()
    assert (first.username, second.username) == ("ada", "ben")
    again = _people(role="member").kept()
    assert again[0] is first
    assert again[1] is second
    User.objects.filter(pk=ben.pk).update(display_name="Benjamin")
    changed = _people(role="member").kept()
    assert changed[0] is first
    assert (changed[1].display_name, second.display_name) == ("Benjamin", "Ben Okri")
    assert [row.display_name for row in _people(role="member").rows()] == [
        "Ada Lovelace",
        "Benjamin",
    ]


def test_rows_of_another_query_are_others_though_they_look_the_same(ada: User) -> None:
    @prepared("role")
    def names(*, role: str) -> "QuerySet[Any]":
        return User.objects.filter(role=role).values_list("username", "pk")

    assert names.read(role="member").kept() == _names.read(role="member").kept()
    assert _people(role="member").kept()[0].username == "ada"


def test_a_copy_of_what_is_kept_is_ones_own(ada: User) -> None:
    (first,) = _people(role="member").copies()
    first.display_name = "Somebody"
    first.refresh_from_db(fields=["email"])
    (second,) = _people(role="member").copies()
    assert (second.display_name, second.pk, second._state.adding) == ("Ada Lovelace", ada.pk, False)
    assert second is not first
    assert second._state is not first._state
    assert second._state.fields_cache is not first._state.fields_cache
