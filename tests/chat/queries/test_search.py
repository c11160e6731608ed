"""Search: what is found by what, on this database as on the other, and who may find it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import (
    indexing,
    membership,
    messages,
    pins,
    polls,
    room_rules,
    rooms,
    saved,
    seeding,
)
from chat.errors import LoginRequired
from chat.events.shapes import SearchPage
from chat.models import Message, Room, SearchText, User
from chat.queries.search import conditions, search
from chat.search.keys import key_of
from tests.support.factories import client_id, make_room, make_user, send


def _found(user: User, words: str) -> list[str]:
    return [hit.message.text for hit in search(user=user, words=words).hits]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dyke", True),
        ("YK", False),
        ("yke wal", True),
        ('"dyke walk"', True),
        ('"walk dyke"', False),
        ("dyke -walk", False),
        ("dyke -boat", True),
        ("walk on:today", True),
        ("walk before:2020-01-01", False),
        ("ci", True),
        ("東京", True),
        ("京", True),
        ("京東", False),
        ("100%", True),
        ("10_%", False),
        ("🎉", True),
        ("strasse", True),
        ("\\", False),
    ],
)
def test_a_message_is_found_by_its_words(
    room: Room, ada: User, ben: User, words: str, *, found: bool
) -> None:
    text = "The **Dyke** walk: CI at 100%, 東京都 Straße 🎉"
    send(ben, room, text)
    assert _found(ada, words) == ([text] if found else [])


@pytest.mark.parametrize(
    "words", ["' & ! :* (", '"', "-", "x" * 100_000, "AND OR NOT *", "\x1e\x1f"]
)
def test_whatever_is_asked_is_answered(room: Room, ada: User, words: str) -> None:
    send(ada, room, "hello")
    assert search(user=ada, words=words).hits == []


def test_filters_narrow_what_is_found(room: Room, ada: User, ben: User) -> None:
    den = make_room(ada, members=(ben,), name="den two")
    plain = send(ada, room, "apple pie")
    link = send(ben, room, "apple https://example.org/tart")
    reply = send(ben, room, "apple in a thread", thread=plain.id)
    other = send(ben, den, "apple elsewhere")
    polls.create_poll(
        author=ada, room_id=room.pk, client_id=client_id(),
        question="apple?", options=["Yes", "Boskoop"],
    )  # fmt: skip
    pins.pin_message(actor=ada, room_id=room.pk, message_id=link.id)
    saved.save_message(user=ada, room_id=den.pk, message_id=other.id)
    cases = {
        "apple from:ben": [other.text, reply.text, link.text],
        "apple -from:me": [other.text, reply.text, link.text],
        "apple from:ben -in:den-two": [reply.text, link.text],
        'in:"den two"': [other.text],
        "has:link": [link.text],
        "tart": [link.text],
        "has:poll": ["apple?"],
        "boskoop": ["apple?"],
        "has:pin": [link.text],
        "is:thread": [reply.text, plain.text],
        "apple -is:thread -has:poll -has:link": [other.text],
        "is:saved": [other.text],
        "has:image": [],
    }
    assert {words: _found(ada, words) for words in cases} == cases
    assert _found(ben, "is:saved") == []


def test_conversations_are_found_by_whom_they_are_with(ada: User, ben: User, eve: User) -> None:
    for other in (ben, eve):
        mine = rooms.open_direct(user=ada, other_id=other.pk)
        send(ada, mine.room.id, f"pear for {other.username}")
    assert _found(ada, "pear in:@ben") == ["pear for ben"]
    assert _found(ben, "pear") == ["pear for ben"]


def test_names_of_nobody_are_said(room: Room, ada: User) -> None:
    assert "Nobody is called “zed”" in search(user=ada, words="from:zed x").problem
    assert "no room called “attic”" in search(user=ada, words="in:attic x").problem


def test_only_what_one_may_see_is_found(
    room: Room, ada: User, ben: User, eve: User, gus: User
) -> None:
    hidden = make_room(ada, kind="private", members=(ben,), name="hidden")
    send(ada, room, "plum in public")
    send(ada, hidden, "plum in private")
    assert len(_found(ben, "plum")) == 2
    assert _found(eve, "plum") == ["plum in public"]  # she is in neither
    assert _found(gus, "plum") == []  # a guest finds what is in their rooms
    assert "no room" in search(user=eve, words="in:hidden plum").problem
    membership.leave_room(user=ben, room_id=hidden.pk)
    assert _found(ben, "plum") == ["plum in public"]
    eve.is_active = False
    with pytest.raises(LoginRequired):
        search(user=eve, words="plum")


def test_archived_rooms_stay_found(room: Room, ada: User) -> None:
    send(ada, room, "quince")
    room_rules.set_archived(actor=ada, room_id=room.pk, archived=True)
    assert _found(ada, "quince") == ["quince"]


def test_the_index_follows_edits_and_deletions(room: Room, ada: User) -> None:
    sent = send(ada, room, "first words")
    messages.edit_message(
        author=ada, room_id=room.pk, message_id=sent.id, text="https://other.example"
    )
    assert (_found(ada, "first"), len(_found(ada, "other has:link"))) == ([], 1)
    messages.delete_message(actor=ada, room_id=room.pk, message_id=sent.id)
    assert _found(ada, "other") == []
    taken = send(ada, room, "third words")
    messages.undo_message(author=ada, room_id=room.pk, message_id=taken.id)
    assert not SearchText.objects.filter(message_id__in=[sent.id, taken.id]).exists()


def test_results_come_the_newest_first_in_pages_with_none_left_out(room: Room, ada: User) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    past = [
        seeding.Past(ada.pk, f"cherry {n}", start + timedelta(seconds=n // 9)) for n in range(60)
    ]
    seeding.seed_history(room_id=room.pk, past=past)
    seen: list[str] = []
    page = SearchPage(next=None)
    while not seen or page.next is not None:
        page = search(user=ada, words="cherry", before=page.next, limit=7)
        seen += [hit.message.text for hit in page.hits]
    assert seen == [f"cherry {n}" for n in reversed(range(60))]
    assert len(search(user=ada, words="cherry", limit=1_000).hits) == 50


def test_what_lies_deeper_than_the_newest_is_found_once_and_in_order(
    room: Room, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.queries.search.postgresql.NEWEST", 4)
    monkeypatch.setattr("chat.queries.search.postgresql.FURTHER", 60)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for words, step in (("often", 1), ("seldom", 3), ("rarely", 16)):
        texts = [f"{words if n % step == 0 else 'else'} {n}" for n in range(40)]
        past = [
            seeding.Past(ada.pk, text, start + timedelta(days=n)) for n, text in enumerate(texts)
        ]
        den = make_room(ada, name=f"den of {words}")
        seeding.seed_history(room_id=den.pk, past=past)
        wanted = [text for text in reversed(texts) if text.startswith(words)]
        assert _found(ada, f'{words} in:"den of {words}"') == wanted[:25]


def test_thousands_of_one_millisecond_are_all_found(room: Room, ada: User) -> None:
    at = timezone.now()
    rows = [
        Message(room=room, author=ada, seq=n, changed_seq=n, html="<p>fig</p>", created_at=at)
        for n in range(10_000, 12_100)
    ]
    indexing.index_all(Message.objects.bulk_create(rows, batch_size=200))
    keys = SearchText.objects.filter(key__gte=key_of(at)).count()
    assert keys == len(rows)


def test_a_result_shows_why_and_what_was_said_around(room: Room, ada: User, ben: User) -> None:
    send(ben, room, "What is for tea?")
    root = send(ada, room, "A **medlar** tart")
    send(ben, room, "Good.")
    send(ben, room, "medlar with cream?", thread=root.id)
    reply, tart = search(user=ada, words="medlar").hits
    assert [(part.text, part.match) for part in tart.excerpt] == [
        ("A ", False), ("medlar", True), (" tart", False),
    ]  # fmt: skip
    assert (tart.room_name, tart.before and tart.before.text) == (room.name, "What is for tea?")
    assert tart.after is not None
    assert (tart.after.name, tart.after.text) == (ben.display_name, "Good.")
    assert reply.before is not None
    assert (reply.before.text, reply.after) == ("A medlar tart", None)


def test_a_search_takes_as_many_queries_however_much_it_finds(
    room: Room, ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Rooms, the index, the messages. On PostgreSQL a savepoint, of two, and where
    # the newest end.
    more = 3 if connection.vendor == "postgresql" else 0
    for count in (2, 12):
        for _ in range(count):
            send(ben, room, "damson")
        with django_assert_num_queries(3 + more):
            assert search(user=ada, words="damson").hits


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_stays_of_what_bounds_a_search(ada: User) -> None:
    send(ada, make_room(ada), "damson")
    names = ("statement_timeout", "enable_sort", "jit")

    def bounds() -> Any:
        if connection.vendor != "postgresql":  # which asks a function of ours as it goes
            return connection.connection
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(f'current_setting({name!r})' for name in names)}")
            return cursor.fetchone()

    before = bounds()
    assert search(user=ada, words="damson").hits
    assert bounds() == before
    if connection.vendor == "postgresql":
        assert before[:2] == ("0", "on")


def test_a_search_that_takes_too_long_is_cut(
    room: Room, ada: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(ada, room, "sloe")
    slow = "(SELECT count(*) FROM pg_sleep(5)) > 0"
    if connection.vendor == "sqlite":
        slow = (
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)"
            " SELECT count(*) FROM n) > 0"
        )
    monkeypatch.setitem(conditions._STATES, "thread", slow)
    settings.HEARTH = {**settings.HEARTH, "SEARCH_MS": 30}
    page = search(user=ada, words="sloe is:thread")
    assert (page.hits, page.cut) == ([], True)
    assert search(user=ada, words="sloe").hits


def test_someone_new_finds_nothing(ada: User) -> None:
    assert search(user=make_user(role="guest"), words="x").hits == []
    assert search(user=ada, words="").hits == []
