"""What is asked all the time is found by an index, on this database as on the other."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from chat.models import Membership, Mention, Message, Room, SearchText, User
from chat.queries.search import search
from chat.search.folding import fold
from chat.search.grams import searchable
from chat.search.keys import key_of
from tests.support.factories import make_room, make_user
from tests.support.plans import (
    asked_all_the_time,
    plans,
    rows_read,
    steps_taken,
    whole_tables,
)

LONG, SHORT, ROOMS = 5_000, 60, 20


@pytest.fixture
def long(ada: User, ben: User) -> Room:
    """A room in which much was said, beside twenty in which something was."""
    people = [ben, *(make_user() for _ in range(30))]
    first = make_room(ada, members=(ben,))
    for room in [first, *(make_room(ada, members=(ben,)) for _ in range(ROOMS))]:
        _fill(room, people, LONG if room == first else SHORT)
    Membership.objects.filter(user=ada).update(read_seq=SHORT - 10)
    Membership.objects.filter(user=ada, room=first).update(read_seq=LONG - 10)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Room.objects.get(pk=first.pk)


def _fill(room: Room, people: list[User], count: int) -> None:
    at, start = timezone.now() - timedelta(days=count), room.last_seq
    rows = Message.objects.bulk_create(
        Message(
            room=room, author=people[n % len(people)], seq=start + n, changed_seq=start + n,
            created_at=at + timedelta(days=n), text=f"word{n}", html=f"<p>word{n}</p>",
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    Message.objects.filter(pk__in=[row.pk for row in rows[1 : count : count // 20]]).update(
        thread_root=rows[0], in_room=False
    )
    Mention.objects.bulk_create(
        Mention(message=row, room=room, seq=row.seq, user=people[n % len(people)], via="name")
        for n, row in enumerate(rows[::2])
    )
    SearchText.objects.bulk_create(
        SearchText(
            key=key_of(row.created_at, row.pk), message=row, room=room, author_id=row.author_id,
            holds=0, text=searchable(fold(row.text)),
        )
        for row in rows
    )  # fmt: skip
    Room.objects.filter(pk=room.pk).update(last_seq=start + count)


def test_what_is_asked_all_the_time_is_found_by_an_index(long: Room, ada: User, ben: User) -> None:
    root = Message.objects.filter(room=long, replies__isnull=False).first()
    assert root is not None
    asked = asked_all_the_time(user=ada, other=ben, room=long, root=root)
    for name, (ask, index) in asked.items():
        plan = plans(ask)
        print(f"--- {name}\n{plan}")
        assert re.search(index, plan), name
        assert whole_tables(plan) == [], name


def test_a_page_of_a_large_room_reads_a_page_though_most_rooms_are_small(
    long: Room, ada: User, ben: User
) -> None:
    """A plan is made for the usual room, and kept; of that, all messages are less than a page."""
    rows = Room.objects.bulk_create(
        Room(kind="public", name=f"r{n}", name_key=f"r{n}", last_seq=1) for n in range(2_000)
    )
    Message.objects.bulk_create(
        Message(room=room, author=ada, seq=1, changed_seq=1, text="word", html="<p>word</p>")
        for room in rows
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    root = Message.objects.filter(room=long, replies__isnull=False).first()
    assert root is not None
    asked = asked_all_the_time(user=ada, other=ben, room=long, root=root)
    asked["search"] = (lambda: search(user=ada, words="word4"), "")
    for name in ("newest", "before", "after", "around", "thread", "my rooms, unread", "search"):
        ask, _ = asked[name]
        ask()
        effort = rows_read(ask) if connection.vendor == "postgresql" else steps_taken(ask)
        print(name, effort)
        assert effort < (400 if connection.vendor == "postgresql" else 60), name


@pytest.mark.parametrize("words", ["word4999", "word7", "wor", "word1 from:ben", "in:nowhere x"])
def test_a_search_reads_no_table_from_end_to_end(
    long: Room, ada: User, ben: User, words: str
) -> None:
    if connection.vendor == "postgresql":
        # The newest 4,000 are most of these, and not of a million.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = plans(lambda: search(user=ada, words=words))
    print(plan)
    assert whole_tables(plan) == []
