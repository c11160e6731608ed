"""Many clients that come back at the same time, most of whom lack nothing: asked for together."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from chat.errors import ChatError, LoginRequired
from chat.events.shapes import MyChanges, RoomChanges
from chat.models import Membership, Room, User
from chat.models.rooms import RoomKind
from chat.prepared import prepared
from chat.queries.listed import Gathered, numbers_in
from chat.queries.sync import Synced, sync

Heads = dict[int, tuple[int, str]]
Inside = dict[int, set[int]]  # each user's rooms


class Resumption(NamedTuple):
    """What a client says that it has: the user's own changes up to `me`, and each room's."""

    user_id: int
    me: int
    rooms: dict[int, int]


def sync_each(asked: Sequence[Resumption]) -> list[Synced | Exception]:
    """For each what `sync` gives, or the `ChatError` that it raises. Three queries for all those
    who lack nothing; who lacks something is asked for by themselves."""
    users = {user.pk: user for user in _users(users=sorted({each.user_id for each in asked}))}
    rooms = {room for each in asked for room in each.rooms}
    # The heads after who is where, and before any rows: a change in between comes with the next.
    inside = _inside(users, rooms)
    heads = _heads(rooms)
    # Those who lack nothing have the same of a room.
    current = {
        room: RoomChanges(room=room, after=head, upto=head) for room, (head, _) in heads.items()
    }
    return [_answer(each, users.get(each.user_id), inside, heads, current) for each in asked]


def _inside(users: Mapping[int, User], rooms: set[int]) -> Inside:
    found = _memberships(users=list(users), rooms=list(rooms))
    return {user: set(numbers_in(theirs)) for user, theirs in found}


def _heads(rooms: set[int]) -> Heads:
    return {room: (head, kind) for room, head, kind in _stored_heads(rooms=list(rooms))}


@prepared("users")
def _users(*, users: Any) -> "QuerySet[User]":
    return User.objects.filter(pk__in=users)


@prepared("users", "rooms")
def _memberships(*, users: Any, rooms: Any) -> "QuerySet[Any]":
    rows = Membership.objects.filter(user__in=users, room__in=rooms, is_active=True)
    found: QuerySet[Any] = (
        rows.order_by().values_list("user_id").annotate(rooms=Gathered("room_id"))
    )
    return found


@prepared("rooms")
def _stored_heads(*, rooms: Any) -> "QuerySet[Any]":
    found: QuerySet[Any] = Room.objects.filter(pk__in=rooms)
    return found.values_list("pk", "last_seq", "kind")


def _answer(
    asked: Resumption,
    user: User | None,
    inside: Inside,
    heads: Heads,
    current: Mapping[int, RoomChanges],
) -> Synced | Exception:
    if user is None:
        return LoginRequired()
    if not _lacks_nothing(asked, user, heads):
        try:
            return sync(user=user, me=asked.me, rooms=asked.rooms)
        except ChatError as error:
            return error
    theirs = inside.get(user.pk, set())
    seen = [
        current[room]
        for room in sorted(asked.rooms.keys() & heads.keys())
        if room in theirs or (heads[room][1] == RoomKind.PUBLIC and not user.is_guest)
    ]
    return Synced(me=MyChanges(after=asked.me, upto=asked.me), rooms=seen)


def _lacks_nothing(asked: Resumption, user: User, heads: Heads) -> bool:
    """Whether there is nothing to read. A room that is not seen counts too: it costs a look."""
    return (
        user.is_active
        and 0 < asked.me == user.last_seq
        and len(asked.rooms) <= settings.HEARTH["SYNC_ROOMS"]
        and all(heads[room][0] == head for room, head in asked.rooms.items() if room in heads)
    )
