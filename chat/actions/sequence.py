"""Locks and numbers: the one place that gives them out.

The order of locks is the same everywhere, so that no two transactions wait for each other: a
room's row first (several by ascending id), then memberships, then users (by ascending id).
On SQLite a transaction is alone from its start (`transaction_mode: IMMEDIATE`), and the
`select_for_update` here costs nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from chat.access import Purpose, get_room, require_open
from chat.bulk import matching, packed, update
from chat.errors import Forbidden, LoginRequired, NotFound
from chat.models import Membership, Room, User
from chat.prepared import prepared
from chat.queries.messages import UNSHOWN
from chat.statements import Statement, run

_LOCKED = Room.objects.select_for_update(no_key=True)
# What of a membership is its user's own affair.
_OWN = ("joined_at", "changed_seq", "me_seq", "read_seq", "starred", "muted", "section")


def lock_room(room_id: int) -> Room:
    """The room, whose row is ours until the transaction ends. Raises `NotFound`."""
    room = _LOCKED.all().filter(pk=room_id).first()
    if room is None:
        raise no_room()
    return room


def locking(room_ids: Iterable[int]) -> Statement:
    """Gives those of the rooms that there are, by id; their rows are ours until the transaction
    ends. Locks them by ascending id."""
    asked = _locked_rooms.statement(ids=list(set(room_ids)))
    return asked.then(lambda read: {room.pk: room for room in read.rows()})


@prepared("ids")
def _locked_rooms(*, ids: Any) -> "QuerySet[Room]":
    return _LOCKED.all().filter(pk__in=ids).order_by("pk")


def no_room() -> NotFound:
    """The refusal for a room that is not there."""
    return NotFound("That room does not exist, or you cannot see it.")


def relock(room: Room) -> None:
    """Lock the row of a room that the caller holds, and bring the instance up to date."""
    room.refresh_from_db(from_queryset=_LOCKED.all())


def lock_room_for(user: User, room_id: int, *, to: Purpose) -> tuple[Room, User]:
    """The locked room and `user` as the database has them, if they are in it and may do that.

    Under the lock, for whoever removes someone locks the room too. Raises what `get_room` does.
    """
    room = lock_room(room_id)
    return room, member_of(room, user, to=to)


def member_of(room: Room, user: User, *, to: Purpose) -> User:
    """`user` as the database has them, a member of the locked room who may do that there."""
    place = packed([{"room_id": room.pk, "user_id": user.pk}])
    found = next((row.user for row in _members(places=place, whole=True)), None)
    return require_member(room, user, found, to=to)


def writers_of(places: Iterable[tuple[int, int]]) -> Statement:
    """Gives of `places`, pairs of a locked room's id and a user's, those that are taken: with what
    is shown of the user, as the database has it. They are kept (`Read.kept`), so read only."""
    asked = ({"room_id": room_id, "user_id": user_id} for room_id, user_id in set(places))
    return _members.statement(places=packed(asked), whole=False).then(
        lambda read: {(row.room_id, row.user_id): row.user for row in read.kept()}
    )


@prepared("places")
def _members(*, places: str, whole: bool) -> "QuerySet[Membership]":
    there = matching(Membership, places, "room_id", "user_id")
    rows = Membership.objects.select_related("user").filter(pk__in=there, is_active=True)
    return rows if whole else rows.defer(*_OWN, *(f"user__{name}" for name in UNSHOWN))


def require_member(room: Room, user: User, found: User | None, *, to: Purpose) -> User:
    """As `member_of`, where `writers_of` has `found` who it is, or nobody."""
    fresh = found or current(user)
    if found is None or not fresh.is_active or to == "manage":
        get_room(fresh, room.pk, to=to)  # says which it is that is missing
    if to != "leave":
        require_open(room)
    return fresh


def lock_membership(user: User, room_id: int) -> Membership:
    """`user`'s place in a room with its `room`, ours until the transaction ends: for what is the
    user's own in a room, where nobody else waits. Raises what `get_room` does to post there."""
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("room")
        .filter(user=user, room_id=room_id, is_active=True, user__is_active=True)
        .first()
    )
    if row is None:
        get_room(current(user), room_id, to="post")  # says what is missing
        raise Forbidden("Join the room first.")
    return row


def current(user: User) -> User:
    """`user` as the database has them now, for a socket holds them as they were when it opened.

    Raises `LoginRequired` when their account is closed or gone.
    """
    fresh = User.objects.filter(pk=user.pk, is_active=True).first()
    if fresh is None:
        raise LoginRequired
    return fresh


def lock_user(user: User) -> User:
    """`user` as the database has them, whose row is ours until the transaction ends: what is
    theirs alone is changed under it. Raises `LoginRequired` as `current` does."""
    fresh = User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True).first()
    if fresh is None:
        raise LoginRequired
    return fresh


def lock_users(user_ids: Iterable[int]) -> None:
    """As `lock_user` for several, by ascending id; raises where any of them is closed or gone."""
    wanted = set(user_ids)
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=wanted, is_active=True)
    if len(locked.order_by("pk").values_list("pk")) < len(wanted):
        raise LoginRequired


def next_seq(room: Room) -> int:
    """The next number of a locked room's sequence."""
    room.last_seq += 1
    run(heads([room]))
    return room.last_seq


def heads(rooms: Iterable[Room]) -> Statement:
    """Stores the `last_seq` of locked rooms, whose next numbers their holder gave out."""
    stored = ({"id": room.pk, "last_seq": room.last_seq} for room in rooms)
    return update(Room, stored, "last_seq")


def next_me_seq(user_id: int, *, access: bool = False) -> int:
    """The next number of a user's own sequence; their row is ours until the transaction ends.

    `access` says that what their sockets may receive changes with it: the processes that have
    them connected then look again, even when no event reaches them.
    """
    changes = {"last_seq": F("last_seq") + 1}
    if access:
        changes["access_version"] = F("access_version") + 1
    User.objects.filter(pk=user_id).update(**changes)
    return User.objects.values_list("last_seq", flat=True).get(pk=user_id)
