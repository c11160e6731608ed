"""Mentions: what a text's names mean to its author, and whom a message then calls."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q

from chat.access import visible_people, visible_rooms
from chat.models import Membership, Mention, Message, User, UserGroup
from chat.models.rooms import RoomKind
from chat.presence import connected
from chat.queries.emoji import pictures_of
from chat.rendering import EVERYONE, Mentioned, Names, candidates, render

_MARK = 'class="mention"'


@dataclass(frozen=True)
class Written:
    """A text as it is shown, and whom it mentions."""

    html: str
    mentioned: Mentioned = field(default_factory=Mentioned)


def written(*, author: User, text: str, room_id: int | None = None) -> Written:
    """`text` rendered with the names that `author` may know of; one query for people and one for
    rooms, where the text has any. Call it before the room's lock.

    `room_id` is where it is to stand: in a large room only admins call everyone. Only public
    rooms become links, for a message is the same for all who read it.
    """
    mentioned = Mentioned()
    html = render(text, _names(author, text, room_id), mentioned)
    return Written(html, mentioned)


def _names(author: User, text: str, room_id: int | None) -> Names:
    wanted = candidates(text)
    people: dict[str, int] = {}
    groups: dict[str, int] = {}
    rooms: dict[str, int] = {}
    if wanted.handles:
        found = visible_people(author).filter(username__in=wanted.handles, is_active=True)
        people = dict(found.values_list("username", "pk"))
        groups = _groups(author, wanted.handles - people.keys() - EVERYONE.keys())
    if wanted.room_keys:
        public = visible_rooms(author).filter(kind=RoomKind.PUBLIC, archived_at=None)
        found_rooms = public.filter(name_key__in=wanted.room_keys)
        rooms = {room.name_key or "": room.pk for room in found_rooms}
    calls = not wanted.handles.isdisjoint(EVERYONE)
    return Names(
        people=people, groups=groups, rooms=rooms,
        everyone=calls and may_call_everyone(author, room_id), emoji=pictures_of(wanted.emoji),
    )  # fmt: skip


def _groups(author: User, handles: Collection[str]) -> dict[str, int]:
    """The groups among names that are nobody's: a guest knows of none."""
    if not handles or author.is_guest:
        return {}
    found = UserGroup.objects.filter(handle__in=handles)
    return dict(found.values_list("handle", "pk"))


def may_call_everyone(author: User, room_id: int | None) -> bool:
    """Whether `@room` and `@here` mean something when `author` writes them there."""
    if room_id is None or author.is_admin:
        return True
    most: int = settings.HEARTH["EVERYONE_MENTION_MEMBERS"]
    return Membership.objects.filter(room=room_id, is_active=True).count() <= most


def keep(called: Iterable[tuple[Message, Mentioned]]) -> None:
    """Store whom new messages of locked rooms mention: members, without the author. A number of
    queries that does not grow with them, none where nobody is mentioned."""
    _store([(row, mentioned, set()) for row, mentioned in called if mentioned])


def keep_again(row: Message, before: str, mentioned: Mentioned) -> None:
    """As `keep`, for a message whose text is now another; `before` is the HTML it had. Whom its
    `@here` reached stays reached."""
    if not mentioned and _MARK not in before:
        return
    old = Mention.objects.filter(message=row)
    here = set(old.filter(via="here").values_list("user_id", flat=True))
    old.delete()
    _store([(row, mentioned, {pk for pk in here if pk})])


def has_any(row: Message) -> bool:
    """Whether a message may mention someone: seen from its HTML."""
    return _MARK in row.html


def drop(row: Message, before: str) -> None:
    """Forget whom a message mentions that is deleted; `before` is the HTML it had."""
    if _MARK in before:
        Mention.objects.filter(message=row).delete()


# A message, whom its text mentions, and whom its `@here` had reached before.
_Called = tuple[Message, Mentioned, Collection[int]]


def _store(called: Sequence[_Called]) -> None:
    ways = _ways(called)
    inside = _members({
        (row.room_id, pk)
        for (row, mentioned, _), each in zip(called, ways, strict=True)
        for pk in each
        if "room" not in mentioned.everyone
    })  # fmt: skip
    Mention.objects.bulk_create(
        entry
        for (row, mentioned, _), each in zip(called, ways, strict=True)
        for entry in _entries(row, mentioned, each, inside)
    )


def _ways(called: Sequence[_Called]) -> list[dict[int, str]]:
    """How each message mentions whom: the nearest way counts."""
    groups = _people_of({pk for _, mentioned, _ in called for pk in mentioned.groups})
    asks = any("here" in mentioned.everyone and not before for _, mentioned, before in called)
    online: Collection[int] = connected() if asks else ()
    found = []
    for _, mentioned, before in called:
        here = (before or online) if "here" in mentioned.everyone else ()
        ways = dict.fromkeys(here, "here")
        ways |= {user: "group" for pk in mentioned.groups for user in groups[pk]}
        found.append(ways | dict.fromkeys(mentioned.people, "name"))
    return found


def _people_of(groups: Collection[int]) -> dict[int, list[int]]:
    """Who is in each of the groups: one query, none for no groups."""
    people: dict[int, list[int]] = defaultdict(list)
    if groups:
        rows = UserGroup.members.through.objects.filter(usergroup__in=groups)
        for group_id, user_id in rows.values_list("usergroup_id", "user_id"):
            people[group_id].append(user_id)
    return people


def _members(places: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Which of these pairs of room and user are someone in a room: one query, none for none."""
    if not places:
        return set()
    wanted: dict[int, list[int]] = defaultdict(list)
    for room_id, user_id in places:
        wanted[room_id].append(user_id)
    there = [Q(room=room_id, user__in=users) for room_id, users in wanted.items()]
    rows = Membership.objects.filter(reduce(or_, there), is_active=True)
    return set(rows.values_list("room_id", "user_id"))


def _entries(
    row: Message, mentioned: Mentioned, ways: dict[int, str], inside: Collection[tuple[int, int]]
) -> list[Mention]:
    """What is stored of a message's mentions: of members, and without its author."""
    place = {"message": row, "room_id": row.room_id, "seq": row.seq}
    if "room" in mentioned.everyone:
        return [Mention(**place, user=None, via="room")]
    return [
        Mention(**place, user_id=pk, via=ways[pk])
        for pk in sorted(ways)
        if (row.room_id, pk) in inside and pk != row.author_id
    ]
