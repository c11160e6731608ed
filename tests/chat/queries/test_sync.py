"""Catching up: nothing up to `upto` is missing, whatever the page, and nobody reads too much."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import membership, messages, reading, rooms
from chat.errors import Invalid, LoginRequired, NotFound
from chat.events.shapes import Member, MessageShape, RoomChanges
from chat.models import Room, User
from chat.queries import sync
from tests.support.factories import make_room, make_user, send


@pytest.fixture
def busy(room: Room, ada: User, ben: User, eve: User) -> Room:
    """A room with messages sent, edited and deleted, people come and gone, and a new topic."""
    shapes = [send((ada, ben)[n % 2], room, f"no. {n}") for n in range(6)]
    membership.join_room(user=eve, room_id=room.pk)
    messages.edit_message(author=ada, room_id=room.pk, message_id=shapes[0].id, text="edited")
    rooms.update_room(actor=ben, room_id=room.pk, topic="Ink")
    messages.delete_message(actor=ben, room_id=room.pk, message_id=shapes[3].id)
    membership.leave_room(user=eve, room_id=room.pk)
    return Room.objects.get(pk=room.pk)


def pages(user: User, room: Room, after: int) -> list[RoomChanges]:
    found = [sync.room_changes(user=user, room_id=room.pk, after=after)]
    while found[-1].more:
        found.append(sync.room_changes(user=user, room_id=room.pk, after=found[-1].upto))
    return found


def taken(changes: RoomChanges) -> list[int]:
    rows: list[MessageShape | Member] = [*changes.messages, *changes.members]
    return sorted(row.changed_seq for row in rows)


@pytest.mark.parametrize("size", [1, 2, 3, 200])
@pytest.mark.parametrize("after", [0, 4, 9])
def test_changes_come_in_order_each_once_and_none_up_to_upto_is_missing(
    size: int, after: int, busy: Room, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "CHANGES_PAGE": size}
    whole = pages(ada, busy, after)
    head = after
    expected = {
        *busy.messages.filter(changed_seq__gt=after).values_list("changed_seq", flat=True),
        *busy.memberships.filter(changed_seq__gt=after).values_list("changed_seq", flat=True),
    }
    for page in whole:
        assert page.after == head
        assert taken(page) == sorted(seq for seq in expected if head < seq <= page.upto)
        assert len(taken(page)) <= size
        head = page.upto
    assert head == busy.last_seq
    told = [page for page in whole if page.after < busy.changed_seq <= page.upto]
    assert all(page.info and page.info.topic == "Ink" for page in told)


def test_nothing_new_is_one_query_and_says_so(
    busy: Room, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        changes = sync.room_changes(user=ada, room_id=busy.pk, after=busy.last_seq)
    assert changes == RoomChanges(room=busy.pk, after=busy.last_seq, upto=busy.last_seq)


def test_a_page_of_changes_takes_five_queries(
    busy: Room, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):  # the last is for what hangs on the messages
        sync.room_changes(user=ada, room_id=busy.pk, after=0)


def test_too_far_behind_gets_the_newest_page_as_a_fresh_start(
    busy: Room, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "CHANGES_LIMIT": 10, "HISTORY_PAGE": 4}
    behind = sync.room_changes(user=ada, room_id=busy.pk, after=busy.last_seq - 10)
    assert not behind.limited
    fresh = sync.room_changes(user=ada, room_id=busy.pk, after=busy.last_seq - 11)
    assert (fresh.limited, fresh.more, fresh.has_before) == (True, False, True)
    assert (fresh.upto, len(fresh.messages)) == (busy.last_seq, 4)
    assert fresh.info is not None
    assert fresh.info.topic == "Ink"


def test_a_head_ahead_of_ours_gets_a_fresh_start(busy: Room, ada: User) -> None:
    """An older database was restored: what the client has never happened."""
    assert sync.room_changes(user=ada, room_id=busy.pk, after=10_000).limited
    mine = sync.my_changes(user=ada, after=10_000)
    assert mine.limited
    assert [one.room.id for one in mine.rooms] == [busy.pk]


def test_a_room_one_may_not_see_has_no_changes(den: Room, eve: User) -> None:
    for room_id in (den.pk, 10_000):
        with pytest.raises(NotFound):
            sync.room_changes(user=eve, room_id=room_id, after=0)


def test_ones_own_changes_are_what_moved_since(room: Room, den: Room, ada: User, ben: User) -> None:
    start = sync.my_changes(user=ada, after=0)
    assert {one.room.id for one in start.rooms} == {room.pk, den.pk}
    assert sync.my_changes(user=ada, after=start.upto).rooms == []
    send(ben, den)
    reading.set_read(user=ada, room_id=den.pk, seq=100)
    moved = sync.my_changes(user=ada, after=start.upto)
    assert [one.room.id for one in moved.rooms] == [den.pk]
    assert moved.upto == moved.rooms[0].me_seq == start.upto + 1
    membership.leave_room(user=ada, room_id=den.pk)
    gone = sync.my_changes(user=ada, after=moved.upto).rooms
    assert [(one.room.id, one.active) for one in gone] == [(den.pk, False)]
    assert {one.room.id for one in sync.my_changes(user=ada, after=0).rooms} == {room.pk}


def test_sync_answers_each_room_that_may_be_seen_and_no_other(
    room: Room, den: Room, ada: User, eve: User
) -> None:
    answer = sync.sync(user=eve, me=0, rooms={room.pk: 0, den.pk: 0, 10_000: 3})
    assert [changes.room for changes in answer["rooms"]] == [room.pk]
    assert answer["me"].rooms == []


def test_sync_of_many_rooms_that_are_current_takes_no_query_a_room(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [make_room(ada) for _ in range(12)]
    heads = sync.heads([room.pk for room in many])
    assert set(heads) == {room.pk for room in many}
    me = User.objects.get(pk=ada.pk).last_seq
    with django_assert_num_queries(2):
        answer = sync.sync(user=ada, me=me, rooms=heads)
    assert [changes.upto for changes in answer["rooms"]] == list(heads.values())


def test_sync_is_bounded_and_says_where_there_is_more(ada: User, settings: Settings) -> None:
    many = [make_room(ada) for _ in range(3)]
    for room in many:
        send(ada, room)
    settings.HEARTH = {**settings.HEARTH, "CHANGES_LIMIT": 4, "SYNC_ROOMS": 3}
    answer = sync.sync(user=ada, me=0, rooms={room.pk: 0 for room in many})
    first, second, third = answer["rooms"]
    assert (first.more, second.more, first.upto) == (False, False, 3)
    assert (third.more, third.upto, third.messages) == (True, 0, [])
    with pytest.raises(Invalid, match="3 rooms"):
        sync.sync(user=ada, me=0, rooms=dict.fromkeys(range(1, 5), 0))


def test_who_can_no_longer_log_in_gets_nothing(room: Room, ada: User) -> None:
    ada.is_active = False
    with pytest.raises(LoginRequired):
        sync.sync(user=ada, me=0, rooms={room.pk: 0})


def test_heads_are_those_of_rooms_that_exist(room: Room) -> None:
    head = Room.objects.get(pk=room.pk).last_seq
    assert sync.heads([room.pk, 10_000]) == {room.pk: head}
    assert make_user("zed").last_seq == 0


def test_changes_of_long_messages_come_in_pages_that_a_client_can_take(
    room: Room, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "PAGE_BYTES": 25_000}
    for number in range(7):
        send(ada, room, f"{number}" + "😀" * 1_000)
    room.refresh_from_db()
    whole = pages(ada, room, 2)
    assert all(len(page.model_dump_json().encode()) < 30_000 for page in whole)
    assert len(whole) > 2
    assert sum(len(page.messages) for page in whole) >= 7
    assert whole[-1].upto == room.last_seq


def test_sync_of_long_messages_is_bounded_too(ada: User, settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "PAGE_BYTES": 25_000}
    for _ in range(4):
        room = make_room(ada)
        for number in range(4):
            send(ada, room, f"{number}" + "😀" * 1_000)
    answer = sync.sync(user=ada, rooms=dict.fromkeys(Room.objects.values_list("pk", flat=True), 0))
    assert sum(len(changes.model_dump_json().encode()) for changes in answer["rooms"]) < 70_000
    assert [changes.more for changes in answer["rooms"]].count(True) >= 2
