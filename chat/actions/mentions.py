"""Mentions: what a text's names mean to its author, and whom a message then calls."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings

from chat.access import visible_people, visible_rooms
from chat.models import Membership, Mention, Message, Room, User, UserGroup
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


def keep(room: Room, row: Message, mentioned: Mentioned) -> None:
    """Store whom a new message of the locked room mentions: members, without its author."""
    if mentioned:
        Mention.objects.bulk_create(_rows(room, row, _by_user(mentioned, set()), mentioned))


def keep_again(room: Room, row: Message, before: str, mentioned: Mentioned) -> None:
    """As `keep`, for a message whose text is now another; `before` is the HTML it had. Whom its
    `@here` reached stays reached."""
    if not mentioned and _MARK not in before:
        return
    old = Mention.objects.filter(message=row)
    here = set(old.filter(via="here").values_list("user_id", flat=True))
    old.delete()
    Mention.objects.bulk_create(
        _rows(room, row, _by_user(mentioned, {pk for pk in here if pk}), mentioned)
    )


def has_any(row: Message) -> bool:
    """Whether a message may mention someone: seen from its HTML."""
    return _MARK in row.html


def drop(row: Message, before: str) -> None:
    """Forget whom a message mentions that is deleted; `before` is the HTML it had."""
    if _MARK in before:
        Mention.objects.filter(message=row).delete()


def _by_user(mentioned: Mentioned, here_before: set[int]) -> dict[int, str]:
    """How each is mentioned: the nearest way counts."""
    ways: dict[int, str] = {}
    if "here" in mentioned.everyone:
        ways |= dict.fromkeys(here_before or connected(), "here")
    if mentioned.groups:
        inside = UserGroup.members.through.objects.filter(usergroup__in=mentioned.groups)
        ways |= dict.fromkeys(inside.values_list("user_id", flat=True), "group")
    return ways | dict.fromkeys(mentioned.people, "name")


def _rows(room: Room, row: Message, ways: dict[int, str], mentioned: Mentioned) -> list[Mention]:
    if "room" in mentioned.everyone:
        return [Mention(message=row, room=room, seq=row.seq, user=None, via="room")]
    inside = Membership.objects.filter(room=room, is_active=True, user__in=ways)
    ids = inside.exclude(user=row.author_id).order_by("user_id").values_list("user_id", flat=True)
    return [Mention(message=row, room=room, seq=row.seq, user_id=pk, via=ways[pk]) for pk in ids]
