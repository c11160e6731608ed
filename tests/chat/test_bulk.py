"""Many rows in one statement: stored, changed and found as Django would."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.bulk import fresh, insert, insertion, matched, matching, numbering, packed, update
from chat.models import Connection, Membership, Message, Room, SearchText, User
from chat.statements import run
from tests.support.factories import make_room, make_user, send

HOSTILE = "it's \"50 %\" %s {} \\ \n\t\u2028 \U0001f642 caf\u00e9 '); DROP TABLE chat_message; --"
WHOLE_SECOND = datetime(2026, 3, 1, 12, tzinfo=UTC)


def messages_in(room: Room, author: User) -> list[Message]:
    """Rows of all kinds of values."""
    fields: list[dict[str, Any]] = [
        {"text": HOSTILE, "html": "", "repliers": [3, 2**40], "previews": [{"title": HOSTILE}]},
        {"author": author, "client_id": "of-its-own", "in_room": False, "file_count": 7},
        {"created_at": WHOLE_SECOND, "edited_at": WHOLE_SECOND + timedelta(microseconds=1)},
        {"withdrawn": True, "pinned_by": author, "pinned_at": WHOLE_SECOND, "kind": "notice"},
    ]
    return [
        Message(room=room, seq=100 + n, changed_seq=2**50 + n, **each)
        for n, each in enumerate(fields)
    ]


def raw(room: Room) -> list[tuple[Any, ...]]:
    """What the database has, without the numbers and moments that differ each time."""
    names = [each.column for each in Message._meta.concrete_fields if each.name != "id"]
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM chat_message WHERE room_id = %s AND seq >= 100 ORDER BY seq",
            [room.pk],
        )
        return [tuple(row) for row in cursor.fetchall()]


def test_rows_are_stored_as_django_stores_them_and_get_its_numbers(room: Room, ada: User) -> None:
    rows = messages_in(room, ada)
    Message.objects.bulk_create(rows)
    expected = raw(room)
    Message.objects.filter(room=room, seq__gte=100).delete()
    numbers = insert(Message, map(vars, rows))
    assert raw(room) == expected
    found = Message.objects.filter(pk__in=numbers).values_list("pk", "seq")
    assert [dict(found)[pk] for pk in numbers] == [100, 101, 102, 103]
    assert Message.objects.get(pk=numbers[0]).previews == [{"title": HOSTILE}]
    assert insert(Message, []) == []


def test_of_rows_that_may_be_there_those_are_stored_that_are_not(ada: User) -> None:
    def rows(*sids: str, device: str) -> list[dict[str, Any]]:
        made = (Connection(sid=sid, worker="w1", user=ada, device=device) for sid in sids)
        return [vars(each) for each in made]

    run(*insertion(Connection, rows("a", "b", device="first"), missing=True))
    run(*insertion(Connection, rows("b", "c", device="second"), missing=True))
    run(*insertion(Connection, rows("c", device="third"), missing=True))
    found = Connection.objects.order_by("sid").values_list("sid", "device", "is_away")
    assert list(found) == [("a", "first", False), ("b", "first", False), ("c", "second", False)]
    with pytest.raises(IntegrityError), transaction.atomic():
        run(*insertion(Connection, rows("a", device="fourth")))


def test_a_fresh_row_is_what_the_model_makes(room: Room, ada: User) -> None:
    related = {"room": room, "author": ada, "thread_root": None}
    given = {"seq": 7, "changed_seq": 7, "text": "hello"}
    moment = timezone.now()
    rows = [fresh(Message, related, **given) for _ in range(2)]
    ours, theirs = vars(rows[0]), vars(Message(**related, **given))
    for name in theirs.keys() - {"_state", "created_at"}:
        assert ours[name] == theirs[name], name
    assert ours.keys() == theirs.keys()
    assert moment <= rows[0].created_at <= timezone.now()
    assert rows[0]._state.adding
    assert rows[0].repliers is not rows[1].repliers
    assert rows[0].room is room
    assert rows[0].author is ada
    assert rows[0].thread_root is None
    rows[0].save()
    assert Message.objects.get(room=room, seq=7).author == ada


def test_rows_are_stored_under_numbers_that_were_given_out_before(room: Room, ada: User) -> None:
    rows = messages_in(room, ada)
    Message.objects.bulk_create(rows)
    expected = raw(room)
    Message.objects.filter(room=room, seq__gte=100).delete()
    for count in (3, 1):
        (numbers,) = run(numbering(Message, count))
        assert len(numbers) == count
    (numbers,) = run(numbering(Message, len(rows)))
    given = [{**vars(row), "id": number} for row, number in zip(rows, numbers, strict=True)]
    run(*insertion(Message, given, numbered=True))
    assert raw(room) == expected
    found = dict(Message.objects.filter(pk__in=numbers).values_list("pk", "seq"))
    assert [found[number] for number in numbers] == [100, 101, 102, 103]
    (later,) = insert(Message, [vars(Message(room=room, seq=200, changed_seq=200))])
    assert later > max(numbers)


def test_the_first_row_of_a_table_gets_a_number_too(db: None) -> None:
    (numbers,) = run(numbering(Message, 2))
    assert len(numbers) == 2
    assert run(*insertion(Message, [], numbered=True)) == []


def test_any_number_of_rows_is_one_statement(room: Room, ada: User) -> None:
    rows = [vars(Message(room=room, seq=n, changed_seq=n)) for n in range(1_000, 3_000)]
    with CaptureQueriesContext(connection) as asked:
        numbers = insert(Message, rows)
    assert len(asked.captured_queries) == 1
    assert len(set(numbers)) == 2_000
    seqs = dict(Message.objects.filter(pk__in=numbers).values_list("pk", "seq"))
    assert [seqs[pk] for pk in numbers] == list(range(1_000, 3_000))


def test_a_row_with_a_key_of_its_own_is_stored_under_it(room: Room, ada: User) -> None:
    shape = send(ada, room, "hello")
    entry = SearchText.objects.get(message_id=shape.id)
    SearchText.objects.all().delete()
    assert insert(SearchText, [vars(entry)]) == []
    assert vars(SearchText.objects.get(key=entry.key))["text"] == entry.text


@pytest.mark.parametrize("column", ["seq", "text"])
def test_what_the_table_does_not_take_is_refused(room: Room, column: str) -> None:
    row = vars(Message(room=room, seq=9, changed_seq=9))
    with pytest.raises(DatabaseError), transaction.atomic():
        insert(Message, [row, {**row, "seq": 10, column: None}])
    assert not Message.objects.filter(room=room, seq=9).exists()


@pytest.mark.parametrize("others", [0, 2])
def test_what_is_too_long_for_its_column_is_never_cut_off(room: Room, others: int) -> None:
    long = "x" * 65
    rows = [
        vars(fresh(Message, {"room": room}, seq=n, changed_seq=n, client_id=long))
        for n in range(60, 61 + others)
    ]
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            insert(Message, rows)
    else:  # SQLite knows no lengths
        (first, *_) = insert(Message, rows)
        assert Message.objects.get(pk=first).client_id == long


def test_rows_that_are_the_same_but_for_one_column_and_rows_alone_are_stored(room: Room) -> None:
    for numbers in ((70,), (71, 72, 73)):
        rows = [
            fresh(
                Message,
                {"room": room},
                seq=n,
                changed_seq=9,
                text=HOSTILE,
                previews=[{"title": HOSTILE}],
                edited_at=WHOLE_SECOND,
            )
            for n in numbers
        ]
        found = Message.objects.filter(pk__in=insert(Message, map(vars, rows))).order_by("seq")
        assert [(row.seq, row.text, row.previews, row.edited_at) for row in found] == [
            (n, HOSTILE, [{"title": HOSTILE}], WHOLE_SECOND) for n in numbers
        ]  # fmt: skip


def test_columns_of_several_rows_are_changed_at_once(ada: User) -> None:
    rooms = [make_room(ada, name) for name in ("attic", "cellar", "den")]
    heads = {room.pk: Room.objects.get(pk=room.pk).last_seq for room in rooms}
    with CaptureQueriesContext(connection) as asked:
        news = [{"id": room.pk, "last_seq": room.pk * 1_000} for room in rooms[:2]]
        run(update(Room, news, "last_seq"))
    assert len(asked.captured_queries) == 1
    after = [Room.objects.get(pk=room.pk).last_seq for room in rooms]
    assert after == [rooms[0].pk * 1_000, rooms[1].pk * 1_000, heads[rooms[2].pk]]


def found_ids(*places: dict[str, int]) -> list[int]:
    """The ids of these memberships."""
    (ids,) = run(matched(Membership, packed(places), "room_id", "user_id"))
    return list(ids)


def test_rows_are_found_by_several_columns_together(ada: User, ben: User) -> None:
    attic, cellar = (
        make_room(ada, "attic", members=(ben,)),
        make_room(ben, "cellar", members=(ada,)),
    )
    places = [{"room_id": attic.pk, "user_id": ada.pk}, {"room_id": cellar.pk, "user_id": ben.pk}]
    nobody = {"room_id": attic.pk, "user_id": make_user("eve").pk}
    these = matching(Membership, packed([*places, nobody]), "room_id", "user_id")
    found = Membership.objects.filter(pk__in=these).values_list("room_id", "user_id")
    assert sorted(found) == sorted([(attic.pk, ada.pk), (cellar.pk, ben.pk)])
    ids = Membership.objects.filter(pk__in=found_ids(*places, nobody))
    assert sorted(ids.values_list("room_id", "user_id")) == sorted(found)
    assert found_ids() == []
    none = matching(Membership, packed([]), "room_id", "user_id")
    assert not Membership.objects.filter(pk__in=none).exists()


def test_hostile_values_are_values_where_rows_are_looked_for(room: Room, ada: User) -> None:
    (pk,) = insert(Message, [vars(Message(room=room, seq=50, changed_seq=50, notice="x'\"%s"))])
    these = matching(Message, packed([{"notice": "x'\"%s", "seq": 50}]), "notice", "seq")
    assert list(Message.objects.filter(pk__in=these).values_list("pk", flat=True)) == [pk]


def test_each_row_is_looked_for_by_an_index_of_all_its_columns(room: Room, ada: User) -> None:
    """Else a busy author's messages would all be read for each that they send."""
    rows = (
        Message(room=room, author=ada, seq=n, changed_seq=n, client_id=f"number-{n}")
        for n in range(1_000, 4_000)
    )
    insert(Message, map(vars, rows))
    asked = packed([{"author_id": ada.pk, "client_id": "number-2000"}])
    these = matching(Message, asked, "author_id", "client_id")
    if connection.vendor == "sqlite":  # PostgreSQL has not counted a table that grows
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    plan = Message.objects.filter(pk__in=these).values("pk").explain()
    if connection.vendor == "sqlite":
        assert "(author_id=? AND client_id=?)" in plan
    else:
        (condition,) = (line for line in plan.splitlines() if "author_id = given" in line)
        assert "Index Cond" in condition
        assert "client_id" in condition
