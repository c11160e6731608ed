"""Pages of the timeline in both directions, and who may read them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, messages
from chat.errors import Invalid, NotFound
from chat.events.shapes import History
from chat.models import Message, Room, User
from chat.queries import timeline
from chat.queries.timeline import history
from tests.support.factories import make_room, send

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def long(ada: User) -> Room:
    """A room whose timeline has the numbers 2 to 21: its notice, and nineteen messages."""
    room = make_room(ada)
    for number in range(3, 22):
        assert send(ada, room, f"no. {number}").seq == number
    return room


def seqs(page: History) -> list[int]:
    return [message.seq for message in page.messages]


@pytest.mark.parametrize(
    ("bounds", "expected", "has_before", "has_after"),
    [
        ({}, range(17, 22), True, False),
        ({"before": 17}, range(12, 17), True, True),
        ({"before": 7}, range(2, 7), False, True),
        ({"before": 4}, range(2, 4), False, True),
        ({"before": 2}, [], False, True),
        ({"before": 0}, [], False, True),
        ({"before": 10_000}, range(17, 22), True, False),
        ({"after": 1}, range(2, 7), False, True),
        ({"after": 9}, range(10, 15), True, True),
        ({"after": 19}, range(20, 22), True, False),
        ({"after": 21}, [], True, False),
        ({"after": 10_000}, [], True, False),
        ({"around": 10}, range(8, 13), True, True),
        ({"around": 2}, range(2, 7), False, True),
        ({"around": 21}, range(17, 22), True, False),
        ({"around": 10_000}, range(17, 22), True, False),
        ({"around": 0}, range(2, 7), False, True),
    ],
)
def test_a_page_has_what_was_asked_for_and_says_what_is_around_it(
    bounds: dict[str, Any], expected: list[int], has_before: bool, has_after: bool,
    long: Room, ada: User,
) -> None:  # fmt: skip
    page = history(user=ada, room_id=long.pk, limit=5, **bounds)
    assert seqs(page) == list(expected)
    assert (page.has_before, page.has_after, page.upto) == (has_before, has_after, 21)


def test_pages_of_any_size_join_up_to_the_whole_timeline(long: Room, ada: User) -> None:
    for size in (1, 3, 7, 200):
        page = history(user=ada, room_id=long.pk, limit=size)
        found = seqs(page)
        while page.has_before:
            page = history(user=ada, room_id=long.pk, before=found[0], limit=size)
            found = seqs(page) + found
        assert found == list(range(2, 22))
        page = history(user=ada, room_id=long.pk, after=0, limit=size)
        found = seqs(page)
        while page.has_after:
            page = history(user=ada, room_id=long.pk, after=found[-1], limit=size)
            found += seqs(page)
        assert found == list(range(2, 22))


def test_a_page_has_fifty_entries_unless_fewer_or_up_to_two_hundred_are_asked_for(
    long: Room, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "HISTORY_PAGE": 4, "HISTORY_PAGE_MAX": 6}
    assert len(history(user=ada, room_id=long.pk).messages) == 4
    assert len(history(user=ada, room_id=long.pk, limit=100).messages) == 6
    assert len(history(user=ada, room_id=long.pk, limit=0).messages) == 1


def test_a_page_takes_two_queries_wherever_it_stands(
    long: Room, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cases: list[dict[str, Any]] = [{}, {"before": 10}, {"after": 10}, {"around": 10}]
    for bounds in cases:
        with django_assert_num_queries(2):
            history(user=ada, room_id=long.pk, limit=5, **bounds)


def test_a_deleted_message_keeps_its_place_as_a_tombstone(long: Room, ada: User) -> None:
    target = history(user=ada, room_id=long.pk, around=10, limit=1).messages[0]
    messages.delete_message(actor=ada, room_id=long.pk, message_id=target.id)
    page = history(user=ada, room_id=long.pk, around=10, limit=3)
    assert [(one.seq, one.deleted) for one in page.messages] == [
        (9, False),
        (10, True),
        (11, False),
    ]
    assert page.upto == 22


def test_two_bounds_at_once_are_refused(room: Room, ada: User) -> None:
    with pytest.raises(Invalid, match="one of"):
        history(user=ada, room_id=room.pk, before=3, after=1)


def test_a_public_room_is_read_by_members_and_a_private_one_by_its_own(
    room: Room, den: Room, ben: User, eve: User, gus: User
) -> None:
    assert history(user=eve, room_id=room.pk).messages
    with pytest.raises(NotFound) as hidden:
        history(user=eve, room_id=den.pk)
    with pytest.raises(NotFound) as missing:
        history(user=eve, room_id=10_000)
    assert hidden.value.as_json() == missing.value.as_json()
    with pytest.raises(NotFound):
        history(user=gus, room_id=room.pk)
    membership.leave_room(user=ben, room_id=den.pk)
    with pytest.raises(NotFound):
        history(user=ben, room_id=den.pk)


def test_a_page_of_long_messages_has_fewer_and_pages_still_join_up(
    room: Room, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "PAGE_BYTES": 25_000}
    for number in range(9):
        send(ada, room, f"{number}" + "😀" * 1_000)
    room.refresh_from_db()
    expected = list(room.messages.order_by("seq").values_list("seq", flat=True))
    page = history(user=ada, room_id=room.pk)
    seqs = [message.seq for message in page.messages]
    while page.has_before:
        assert 0 < len(page.messages) < 9
        assert len(page.model_dump_json().encode()) < 30_000
        page = history(user=ada, room_id=room.pk, before=seqs[0])
        seqs = [message.seq for message in page.messages] + seqs
    assert seqs == expected
    forth = history(user=ada, room_id=room.pk, after=0)
    assert forth.has_after
    middle = history(user=ada, room_id=room.pk, around=expected[5])
    assert expected[5] in [message.seq for message in middle.messages]


def test_a_page_around_a_time_has_the_first_entry_since_and_names_it(long: Room, ada: User) -> None:
    times = {seq: NOON + timedelta(days=seq) for seq in range(2, 22)}
    for seq, moment in times.items():
        Message.objects.filter(room=long, seq=seq).update(created_at=moment)
    for at, first in (
        (times[10], 10),
        (times[10] + timedelta(seconds=1), 11),
        (times[10].astimezone(ZoneInfo("Pacific/Apia")), 10),
        (times[2] - timedelta(days=9_000), 2),
        (times[21], 21),
    ):
        page = history(user=ada, room_id=long.pk, at=at, limit=5)
        assert (page.at, first in seqs(page)) == (first, True)
    late = history(user=ada, room_id=long.pk, at=times[21] + timedelta(days=1), limit=5)
    assert (late.at, seqs(late)) == (None, [17, 18, 19, 20, 21])


def test_a_time_is_no_way_into_a_room_and_comes_alone(
    long: Room, den: Room, ada: User, eve: User
) -> None:
    with pytest.raises(NotFound):
        history(user=eve, room_id=den.pk, at=NOON)
    with pytest.raises(Invalid):
        history(user=ada, room_id=long.pk, at=NOON, before=5)


def test_the_first_entry_since_a_time_is_found_by_an_index(
    long: Room, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3) as asked:
        history(user=ada, room_id=long.pk, at=NOON, limit=5)
    found = next(
        each["sql"]
        for each in asked.captured_queries
        if "created_at" in each["sql"].partition("WHERE")[2]
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Twenty rows it would read and sort; a long room's it would not.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{plan} {found}")
        assert "message_by_time" in str(cursor.fetchall())


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 8, 12, 19, 40])
def test_around_any_entry_a_page_is_full_and_little_more_is_read(
    limit: int, long: Room, ada: User
) -> None:
    long.refresh_from_db()
    everything = list(range(2, 22))
    for middle in range(23):
        page = history(user=ada, room_id=long.pk, around=middle, limit=limit)
        older = [seq for seq in everything if seq < middle]
        newer = [seq for seq in everything if seq >= middle]
        before = min(len(older), max(limit // 2, limit - len(newer)))
        expected = older[len(older) - before :] + newer[: limit - before]
        assert seqs(page) == expected
        assert page.has_before == (expected[0] > 2)
        assert page.has_after == (expected[-1] < 21)
    there = timeline._around(long, None, 11, older=8, newer=8, half=4)
    assert (len(there.older), len(there.newer)) == (5, 5)
