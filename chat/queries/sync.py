"""What a client lacks: a room's changes after a number, a user's own, all of them at once.

Each answer reads the head first and the rows after. A change up to that head is committed by
then, so none can be missing; one made in between has a higher number and comes with the next.
"""

from collections.abc import Iterable
from typing import Any, TypedDict

from django.conf import settings
from django.db.models import QuerySet

from chat.access import get_room, require_active, visible_rooms
from chat.errors import Invalid
from chat.events.shapes import Member, MessageShape, MyChanges, MyRoom, RoomChanges
from chat.models import Membership, Message, Room, User
from chat.prepared import prepared
from chat.queries import drafts, inbox, saved, scheduling, shapes, sidebar, threads, timeline
from chat.queries import rooms as room_queries
from chat.queries.messages import shaped
from chat.queries.weight import page_of, weight


class Synced(TypedDict):
    """The answer to `sync`."""

    me: MyChanges
    rooms: list[RoomChanges]


# What is read of the user's row, and of how they arranged their sidebar.
_HEAD = ("last_seq", "inbox_me_seq", "inbox_read_at", "sidebar__layout", "sidebar__me_seq")
_BESIDE = ("role", "is_active")  # decides what they are told of a room
# By their names in `MyChanges`.
_LISTS: dict[str, Any] = {
    "drafts": drafts, "threads": threads, "scheduled": scheduling, "saved": saved,
}  # fmt: skip


def room_changes(*, user: User, room_id: int, after: int) -> RoomChanges:
    """A room's changes in `(after, upto]`, a page of them (`more`), or, when the asker is too
    far behind, a fresh snapshot (`limited`). Raises `NotFound` as `get_room` does."""
    return changes_of(get_room(user, room_id), after)


def changes_of(room: Room, after: int) -> RoomChanges:
    """The changes of a room, whose head is the one `room` was read with. Asks for no access."""
    if after == room.last_seq:
        return RoomChanges(room=room.pk, after=after, upto=after)
    behind = room.last_seq - after
    if behind < 0 or behind > settings.HEARTH["CHANGES_LIMIT"]:
        return _snapshot(room, after)
    return _page(room, after, settings.HEARTH["CHANGES_PAGE"])


def _snapshot(room: Room, after: int) -> RoomChanges:
    messages, has_before = timeline.newest(room)
    return RoomChanges(
        room=room.pk, after=after, upto=room.last_seq, limited=True, has_before=has_before,
        info=room_queries.info_of(room), messages=messages,
    )  # fmt: skip


def _page(room: Room, after: int, size: int) -> RoomChanges:
    found: list[MessageShape | Member] = [
        *_messages(room, after, size),
        *_members(room, after, size),
    ]
    found.sort(key=lambda item: item.changed_seq)
    kept = page_of(found[:size])
    more = len(kept) < len(found)
    upto = kept[-1].changed_seq if more else room.last_seq
    members = [item for item in kept if isinstance(item, Member)]
    told = bool(members) or after < room.changed_seq <= upto
    return RoomChanges(
        room=room.pk, after=after, upto=upto, more=more,
        info=room_queries.info_of(room) if told else None,
        messages=[item for item in kept if isinstance(item, MessageShape)],
        members=members,
    )  # fmt: skip


def _messages(room: Room, after: int, size: int) -> list[MessageShape]:
    rows = Message.objects.filter(
        room_id=room.pk, changed_seq__gt=after, changed_seq__lte=room.last_seq
    )
    rows = rows.select_related("author", "subject").order_by("changed_seq")
    return shaped(rows[: size + 1])


def _members(room: Room, after: int, size: int) -> list[Member]:
    rows = Membership.objects.filter(
        room_id=room.pk, changed_seq__gt=after, changed_seq__lte=room.last_seq
    )
    return [
        shapes.member(row)
        for row in rows.select_related("user").order_by("changed_seq")[: size + 1]
    ]


def my_changes(*, user: User, after: int) -> MyChanges:
    """The user's own changes after a head. From 0, or with a head that is ahead of ours (an older
    database was restored): all the rooms they are in, `limited` in the second case."""
    require_active(user)
    head = head_of(user, after)
    if after > head.last_seq:
        return my_changes_at(head_of(user, 0), after=after)
    if after == head.last_seq and after > 0:
        return MyChanges(after=after, upto=after)
    return my_changes_at(head, after=after)


def head_of(user: User, after: int) -> Any:
    """The user's row with their head, and what changed of theirs after a number as it was at that
    head: one query."""
    return _head(user=user.pk, after=after, whole=after == 0)[0]


@prepared("user", "after")
def _head(*, user: int, after: int, whole: bool) -> "QuerySet[User]":
    return heads_with_lists(User(pk=user), 0 if whole else after)


def heads_with_lists(user: User, after: int, **beside: Any) -> "QuerySet[User]":
    """What `head_of` reads, and `beside` it in the same query what else a page needs."""
    lists = {f"my_{name}": part.changed_after(user, after) for name, part in _LISTS.items()}
    rows = User.objects.select_related("sidebar").only(*_HEAD, *_BESIDE)
    return rows.annotate(**lists, **beside).filter(pk=user.pk)


def my_changes_at(head: Any, *, after: int, rooms: list[MyRoom] | None = None) -> MyChanges:
    """The changes that `head` was read with (`head_of`), and the rooms, which are read unless they
    were after it. `limited` where it is not as far as `after`."""
    ahead = after > head.last_seq
    since = 0 if ahead else after
    lists: dict[str, Any] = {
        name: part.shapes_of(getattr(head, f"my_{name}")) for name, part in _LISTS.items()
    }
    return MyChanges(
        after=after, upto=head.last_seq, limited=ahead,
        rooms=room_queries.my_rooms_after(head, since) if rooms is None else rooms,
        inbox=inbox.changed_after(head, since),
        sidebars=sidebar.changed_after(head, since),
        **lists,
    )  # fmt: skip


def sync(*, user: User, me: int = 0, rooms: dict[int, int]) -> Synced:
    """All that a client lacks which has the user's own changes up to `me` and each room's up to a
    number. Rooms that the user may not see are missing from the answer.

    The answer is bounded: once it holds as much as one limited catch-up may, or as many bytes as
    a page, a further room that is behind comes empty with `more`, to be asked for by itself.
    Raises `Invalid` for too many.
    """
    most: int = settings.HEARTH["SYNC_ROOMS"]
    if len(rooms) > most:
        raise Invalid(f"Name {most:,} rooms at most, and the others in a second sync.")
    mine = my_changes(user=user, after=me)
    left: int = settings.HEARTH["CHANGES_LIMIT"]
    bytes_left: int = settings.HEARTH["PAGE_BYTES"]
    answer: list[RoomChanges] = []
    for room in visible_rooms(user).filter(pk__in=list(rooms)).order_by("pk"):
        after = rooms[room.pk]
        if min(left, bytes_left) <= 0 and after != room.last_seq:
            answer.append(RoomChanges(room=room.pk, after=after, upto=after, more=True))
            continue
        changes = changes_of(room, after)
        left -= len(changes.messages) + len(changes.members)
        bytes_left -= sum(weight(item) for item in (*changes.messages, *changes.members))
        answer.append(changes)
    return Synced(me=mine, rooms=answer)


def heads(room_ids: Iterable[int]) -> dict[int, int]:
    """The last number of each room that exists: one query."""
    return dict(Room.objects.filter(pk__in=list(room_ids)).values_list("pk", "last_seq"))
