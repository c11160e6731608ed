"""What a client lacks: a room's changes after a number, a user's own, all of them at once.

Each answer reads the head first and the rows after. A change up to that head is committed by
then, so none can be missing; one made in between has a higher number and comes with the next.
"""

from collections.abc import Iterable
from typing import TypedDict

from django.conf import settings

from chat.access import get_room, require_active, visible_rooms
from chat.errors import Invalid
from chat.events.shapes import Member, MessageShape, MyChanges, RoomChanges
from chat.models import Membership, Message, Room, ThreadFollow, User
from chat.queries import drafts, inbox, saved, scheduling, shapes, sidebar, timeline
from chat.queries import rooms as room_queries
from chat.queries.messages import shaped
from chat.queries.threads import my_threads
from chat.queries.weight import page_of, weight


class Synced(TypedDict):
    """The answer to `sync`."""

    me: MyChanges
    rooms: list[RoomChanges]


# What is read of the user's row, and of how they arranged their sidebar.
_HEAD = ("last_seq", "inbox_me_seq", "inbox_read_at", "sidebar__layout", "sidebar__me_seq")


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
    head = User.objects.select_related("sidebar").only(*_HEAD).get(pk=user.pk)
    upto = head.last_seq
    ahead = after > upto
    mine = Membership.objects.filter(user=user)
    mine = mine.filter(is_active=True) if ahead or after == 0 else mine.filter(me_seq__gt=after)
    if after == upto and after > 0:
        return MyChanges(after=after, upto=upto)
    found = room_queries.my_room_shapes(user, mine)
    since = 0 if ahead else after
    follows = ThreadFollow.objects.filter(user=user)
    follows = follows.filter(me_seq__gt=since) if since else follows.filter(following=True)
    return MyChanges(
        after=after, upto=upto, limited=ahead, rooms=found,
        drafts=drafts.changed_after(user, since),
        threads=my_threads(follows),
        scheduled=scheduling.changed_after(user, since),
        saved=saved.changed_after(user, since),
        inbox=inbox.changed_after(head, since),
        sidebars=sidebar.changed_after(head, since),
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
