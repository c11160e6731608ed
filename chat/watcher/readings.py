"""What the watcher asks of the database. Plain functions, called in threads."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from chat.access import require_active
from chat.events.shapes import MyChanges, RoomChanges
from chat.models import Membership, Room, User
from chat.queries import sync
from chat.queries.logins import Ended, Login, why_ended
from chat.queries.rooms import names_for_each
from chat.socket_rooms import room_name, user_name

ROOM_PREFIX, USER_PREFIX = room_name(0)[:-1], user_name(0)[:-1]
MOST_PAGES = 10


@dataclass(frozen=True)
class Snapshot:
    """The stored heads of the live sequences, and the live users' access versions."""

    heads: dict[str, int]
    versions: dict[int, int]


@dataclass(frozen=True)
class Standing:
    """Where a user's sockets belong now. `ended` says why a log-in is over, in the order asked.

    `user` is None for one that is no more. `heads` are of the rooms that nobody watched.
    """

    user: User | None
    ended: list[Ended | None]
    names: list[str]
    heads: dict[str, int]


def snapshot(*, rooms: Collection[int], users: Collection[int]) -> Snapshot:
    """Two queries, whatever the numbers."""
    heads = room_heads(rooms)
    versions: dict[int, int] = {}
    found = User.objects.filter(pk__in=users).values_list("pk", "access_version", "last_seq")
    for user_id, version, head in found:
        versions[user_id] = version
        heads[user_name(user_id)] = head
    return Snapshot(heads, versions)


def room_heads(rooms: Collection[int]) -> dict[str, int]:
    """The stored heads of rooms, by socket room."""
    return {room_name(room): head for room, head in sync.heads(rooms).items()} if rooms else {}


Place = tuple[list[str], dict[str, int]]


def places(*, user: User, watched: Collection[str]) -> Place:
    """The socket rooms of a user, and the heads of those that are not in `watched`.

    Read before the rooms are entered, so that what falls between is caught up, not missed.
    """
    require_active(user)
    return places_of([user], watched=watched.__contains__)[0]


def places_of(users: Sequence[User], *, watched: Callable[[str], bool]) -> list[Place]:
    """The same for each of several active users: two queries for all of them."""
    names = names_for_each(users=users)
    rooms = {name for each in names.values() for name in each if name.startswith(ROOM_PREFIX)}
    heads = room_heads(numbers([name for name in rooms if not watched(name)], ROOM_PREFIX))
    return [
        (names[user.pk], {name: heads[name] for name in names[user.pk] if name in heads})
        for user in users
    ]


def standing(*, user_id: int, logins: list[Login], watched: Collection[str]) -> Standing:
    """The user read first, then the rooms: what changes in between has a newer version."""
    user = User.objects.filter(pk=user_id).first()
    ended = [why_ended(login, user) for login in logins]
    if user is None or not user.is_active:
        return Standing(user, ended, [], {})
    names, heads = places(user=user, watched=watched)
    return Standing(user, ended, names, heads)


def missed(
    *, room_id: int, after: int, users: Collection[int]
) -> tuple[set[int], list[RoomChanges]]:
    """Who of `users` is in a room, and its changes after a number, page by page."""
    members = Membership.objects.filter(room_id=room_id, user__in=users, is_active=True)
    pages: list[RoomChanges] = []
    while len(pages) < MOST_PAGES:
        room = Room.objects.get(pk=room_id)
        pages.append(sync.changes_of(room, after))
        after = pages[-1].upto
        if not pages[-1].more:
            break
    return set(members.values_list("user_id", flat=True)), pages


def my_missed(*, user: User, after: int) -> MyChanges:
    """A user's own changes after a number."""
    return sync.my_changes(user=user, after=after)


def numbers(names: Collection[str], prefix: str) -> list[int]:
    """The ids in the names of socket rooms that start with `prefix`."""
    return [int(name[len(prefix) :]) for name in names if name.startswith(prefix)]
