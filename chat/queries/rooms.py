"""Rooms as their members have them, what can be joined, who is where."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chat import socket_rooms
from chat.access import get_room, require_active, visible_rooms
from chat.events.shapes import BrowsedRoom, Member, MyRoom, Person, RoomInfo
from chat.models import Membership, Message, Room, User
from chat.models.messages import MessageKind
from chat.models.rooms import RoomKind
from chat.prepared import Asked, Read, prepared, read_together
from chat.queries import shapes
from chat.queries.listed import Gathered, Listed, numbers_in
from chat.queries.mentions import unread_mentions

UNREAD_CAP = 1_000


class CappedCount(Subquery):
    """How many rows a (sliced) subquery has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def my_rooms(*, user: User) -> list[MyRoom]:
    """Every room that `user` is in, with what is unread: two queries, however many they are."""
    require_active(user)
    return my_room_shapes(user, Membership.objects.filter(user=user, is_active=True))


def my_room(*, user: User, room_id: int) -> MyRoom:
    """One room as `user` has or had it. Raises `Membership.DoesNotExist` for one they never had."""
    found = my_room_shapes(user, Membership.objects.filter(user=user, room_id=room_id))
    if not found:
        raise Membership.DoesNotExist
    return found[0]


def my_room_shapes(user: User, memberships: "QuerySet[Membership]") -> list[MyRoom]:
    """The shapes of `user`'s own memberships; what they may no longer see stays untold. One query,
    a second one for the people of direct rooms."""
    return _shapes_of(user, list(_counted(memberships)), {})


def my_rooms_after(user: User, me_seq: int) -> list[MyRoom]:
    """The same of what changed after a number of the user's own; from 0, the rooms they are in."""
    (read,) = read_together(asked_rooms(user, me_seq))
    return my_rooms_from(user, read, {})


def asked_rooms(user: User, me_seq: int) -> Asked:
    """What `my_rooms_from` makes that of, to be read with others."""
    return _mine_after.asked(user=user.pk, me_seq=me_seq, whole=me_seq == 0)


def my_rooms_from(user: User, read: Read, known: Mapping[int, Person]) -> list[MyRoom]:
    """The rooms that were read. Those who are `known`, by id, are not read again."""
    return _shapes_of(user, read.kept(), known)


@prepared("user", "me_seq")
def _mine_after(*, user: int, me_seq: int, whole: bool) -> "QuerySet[Membership]":
    mine = Membership.objects.filter(user=user)
    return _counted(mine.filter(is_active=True) if whole else mine.filter(me_seq__gt=me_seq))


def _shapes_of(user: User, rows: Sequence[Any], known: Mapping[int, Person]) -> list[MyRoom]:
    there = {row.pk: sorted(each["user_id"] for each in row.people) for row in rows}
    known = _known({each for ids in there.values() for each in ids}, known)
    return [_shape_of(user, row, [known[each] for each in there[row.pk]]) for row in rows]


def _shape_of(user: User, row: Any, people: list[Person]) -> MyRoom:
    """The row's shape; the one it had the last time, where all it depends on is the same."""
    inputs = (user.is_guest, people)
    memo: tuple[Any, MyRoom] | None = row.__dict__.get("_memo")
    if memo is None or memo[0] != inputs:
        memo = (inputs, _my_room(user, row, people))
        row.__dict__["_memo"] = memo
    return memo[1]


def _known(ids: set[int], known: Mapping[int, Person]) -> Mapping[int, Person]:
    """The people with those ids: one query, none where all are known."""
    missing = ids - known.keys()
    if not missing:
        return known
    return {**known, **{row.pk: shapes.person(row) for row in User.objects.filter(pk__in=missing)}}


def _my_room(user: User, row: Any, people: list[Person]) -> MyRoom:
    if not row.is_active and (user.is_guest or row.room.kind != RoomKind.PUBLIC):
        return shapes.my_room(row, shapes.hidden_room(row.room))
    info = shapes.room_info(row.room, member_count=row.member_count, people=people)
    if not row.is_active:
        return shapes.my_room(row, info)
    mentions = sorted(each["seq"] for each in row.called)
    return shapes.my_room(row, info, unread=row.unread, mentions=mentions, last_at=row.last_at)


def _counted(memberships: "QuerySet[Membership]") -> "QuerySet[Membership]":
    texts = Message.objects.filter(room=OuterRef("room"), in_room=True, kind=MessageKind.TEXT)
    # A null author is someone whose account is gone: another than the reader.
    others = Q(author__isnull=True) | ~Q(author=OuterRef("user"))
    unread = texts.filter(others, seq__gt=OuterRef("read_seq"), deleted_at=None)
    return (
        memberships.select_related("room")
        .annotate(
            unread=CappedCount(unread.order_by().values("pk")[:UNREAD_CAP]),
            last_at=Subquery(texts.order_by("-seq").values("created_at")[:1]),
            member_count=member_count_of("room"),
            called=Listed(unread_mentions(), "seq"),
            people=Listed(people_of_direct("room"), "user_id"),
        )
        .order_by("room_id")
    )


def member_count_of(room: str) -> Coalesce:
    """How many are in the room that the field `room` names: an expression."""
    counted = (
        Membership.objects.filter(room=OuterRef(room), is_active=True)
        .order_by()
        .values("room")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def people_of_direct(room: str) -> "QuerySet[Membership]":
    """Who is in the direct room that the field `room` names; nobody in other rooms."""
    return Membership.objects.filter(
        room=OuterRef(room), room__kind=RoomKind.DIRECT, is_active=True
    ).order_by()


def info_of(room: Room) -> RoomInfo:
    """A room's facts: one query, two for a direct room."""
    people: list[Person] = []
    if room.kind == RoomKind.DIRECT:
        rows = User.objects.filter(memberships__room=room, memberships__is_active=True)
        people = [shapes.person(user) for user in rows.order_by("pk")]
    return shapes.room_info(room, member_count=member_count(room.pk), people=people)


def member_count(room_id: int) -> int:
    """How many are in a room now."""
    return Membership.objects.filter(room_id=room_id, is_active=True).count()


def browse(*, user: User) -> list[BrowsedRoom]:
    """The public rooms that `user` may join or has joined, by name; none for a guest's eyes."""
    require_active(user)
    mine = Membership.objects.filter(room=OuterRef("pk"), user=user, is_active=True)
    rooms = (
        visible_rooms(user)
        .filter(kind=RoomKind.PUBLIC)
        .annotate(joined=Exists(mine), member_count=member_count_of("pk"))
        .order_by("name_key")
    )
    return [
        BrowsedRoom(room=shapes.room_info(room, member_count=room.member_count), joined=room.joined)
        for room in rooms
    ]


def members(*, user: User, room_id: int) -> list[Member]:
    """Who is in a room now, by name. Raises `NotFound` for a room that `user` may not see."""
    room = get_room(user, room_id)
    rows = Membership.objects.filter(room=room, is_active=True).select_related("user")
    return [shapes.member(row) for row in rows.order_by("user__display_name", "user_id")]


def names_for(*, user: User) -> list[str]:
    """The socket rooms in which `user`'s sockets belong now."""
    require_active(user)
    return names_for_each(users=[user])[user.pk]


def names_for_each(*, users: Sequence[User]) -> dict[int, list[str]]:
    """The same for several active users, by their ids: one query."""
    mine = dict(_places(users=[user.pk for user in users]))
    return {
        user.pk: _names(user, numbers_in(mine[user.pk]) if user.pk in mine else [])
        for user in users
    }


@prepared("users")
def _places(*, users: Any) -> "QuerySet[Any]":
    rows = Membership.objects.filter(user__in=users, is_active=True).order_by()
    found: QuerySet[Any] = rows.values_list("user_id").annotate(rooms=Gathered("room_id"))
    return found


def _names(user: User, rooms: list[int]) -> list[str]:
    everyone = [] if user.is_guest else [socket_rooms.MEMBERS]
    return [socket_rooms.user_name(user.pk), *everyone, *map(socket_rooms.room_name, rooms)]
