"""One's rooms with their counts, browsing, members, socket rooms."""

import pytest
from pytest_django import DjangoAssertNumQueries

from chat.actions import membership, rooms
from chat.errors import LoginRequired, NotFound
from chat.models import Membership, Message, Room, User
from chat.presence import people_and_presence
from chat.queries import rooms as room_queries
from tests.support.factories import make_room, make_user, send


def test_ones_rooms_take_two_queries_however_many_they_are(
    ada: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 9):
        for _ in range(count):
            send(ben, make_room(ada, members=(ben,)))
            rooms.open_direct(user=ada, other_id=make_user().pk)
        with django_assert_num_queries(2):
            found = room_queries.my_rooms(user=ada)
    assert len(found) == 20
    assert sum(mine.unread for mine in found) == 10
    assert {len(mine.room.people) for mine in found if mine.room.kind == "direct"} == {2}


def test_unread_counts_texts_of_others_after_the_cursor_up_to_a_thousand(
    room: Room, ada: User, ben: User
) -> None:
    head = Room.objects.get(pk=room.pk).last_seq
    Message.objects.bulk_create(
        Message(room=room, author=author, kind=kind, seq=head + n, changed_seq=head + n, text="x")
        for n, (author, kind) in enumerate(
            [(ada, "text"), (ben, "notice"), (None, "text"), *[(ben, "text")] * 1_100], start=1
        )
    )
    mine = room_queries.my_room(user=ada, room_id=room.pk)
    assert mine.unread == 1_000
    Membership.objects.filter(user=ada, room=room).update(read_seq=head + 1_000)
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 103
    Membership.objects.filter(user=ada, room=room).update(read_seq=head)
    Message.objects.filter(room=room, author=ben, kind="text").delete()
    assert room_queries.my_room(user=ada, room_id=room.pk).unread == 1  # the lost account's


def test_a_room_one_never_had_is_not_there(room: Room, eve: User) -> None:
    with pytest.raises(Membership.DoesNotExist):
        room_queries.my_room(user=eve, room_id=room.pk)


def test_browsing_shows_public_rooms_and_which_are_joined(
    room: Room, den: Room, ada: User, eve: User, gus: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    make_room(eve, "attic")
    with django_assert_num_queries(1):
        found = room_queries.browse(user=ada)
    assert [(one.room.name, one.joined, one.room.member_count) for one in found] == [
        ("attic", False, 1),
        ("print room", True, 2),
    ]
    assert room_queries.browse(user=gus) == []
    membership.add_member(actor=ada, room_id=room.pk, user_id=gus.pk)
    assert [one.room.id for one in room_queries.browse(user=gus)] == [room.pk]


def test_members_are_those_who_are_in_the_room_now(
    room: Room, den: Room, ada: User, ben: User, eve: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_num_queries(2):
        found = room_queries.members(user=eve, room_id=room.pk)
    assert [member.person.id for member in found] == [ada.pk, ben.pk]
    membership.leave_room(user=ben, room_id=room.pk)
    found = room_queries.members(user=ada, room_id=room.pk)
    assert [member.person.id for member in found] == [ada.pk]
    with pytest.raises(NotFound):
        room_queries.members(user=eve, room_id=den.pk)


def test_sockets_are_put_where_their_user_is(
    room: Room, den: Room, ada: User, eve: User, gus: User
) -> None:
    assert room_queries.names_for(user=ada) == [
        f"user:{ada.pk}", "members", f"room:{room.pk}", f"room:{den.pk}",
    ]  # fmt: skip
    assert room_queries.names_for(user=eve) == [f"user:{eve.pk}", "members"]
    assert room_queries.names_for(user=gus) == [f"user:{gus.pk}"]
    eve.is_active = False
    with pytest.raises(LoginRequired):
        room_queries.names_for(user=eve)


def test_people_are_everyone_and_for_a_guest_those_they_share_a_room_with(
    den: Room, ada: User, ben: User, eve: User, gus: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_num_queries(1):
        found = people_and_presence(user=eve).all
    assert [person.id for person in found] == [ada.pk, ben.pk, eve.pk, gus.pk]
    assert [person.id for person in people_and_presence(user=gus).all] == [gus.pk]
    membership.add_member(actor=ada, room_id=den.pk, user_id=gus.pk)
    found = people_and_presence(user=gus).all
    assert [person.id for person in found] == [ada.pk, ben.pk, gus.pk]
