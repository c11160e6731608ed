"""The sidebar's rooms as a page first shows them; script keeps them current from then on."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from chat.events.shapes import MyRoom, Person, Presence, RoomInfo, SidebarShape
from chat.models import User

UNREAD_SHOWN = 999


@dataclass(frozen=True, kw_only=True)
class RoomItem:
    """One room in the sidebar. `other` is whom a direct room is with, `state` their presence;
    `others` are those of a group."""

    room: RoomInfo
    name: str
    other: Person | None
    others: list[Person]
    state: str
    unread: int
    unread_text: str
    mentions: int
    mention_text: str
    draft: bool
    current: bool
    muted: bool


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of the sidebar with what stands in it, in that order."""

    key: str
    name: str
    sort: str
    folded: bool
    items: list[RoomItem]
    own: bool

    @property
    def filled(self) -> bool:
        """Whether a room is in it."""
        return bool(self.items)


NAMES = {"starred": "Starred", "rooms": "Rooms", "direct": "Direct messages"}


def sidebar(
    mine: Iterable[MyRoom],
    *,
    layout: SidebarShape,
    user: User,
    presence: Presence,
    current: int | None,
    begun: Container[int] = (),
) -> list[Section]:
    """The sections in their order, without rooms that are put away; as static/js/arranging.js has
    it once script runs. `begun` are the ids of the rooms in which `user` has a draft."""
    keys = {section.key for section in layout.sections}
    inside: dict[str, list[MyRoom]] = {key: [] for key in keys}
    for each in mine:
        if not each.room.archived:
            inside[_section_of(each, keys)].append(each)
    return [
        Section(
            key=section.key,
            name=section.name or NAMES.get(section.key, ""),
            sort=section.sort,
            folded=section.folded,
            own=section.key not in NAMES,
            items=[
                _item(each, user, presence, current, begun)
                for each in _sorted(inside[section.key], section.sort, user)
            ],
        )
        for section in layout.sections
    ]


def _section_of(mine: MyRoom, keys: Container[str]) -> str:
    if mine.starred:
        return "starred"
    if mine.section in keys and mine.section not in NAMES:
        return mine.section
    return "direct" if _is_direct(mine) else "rooms"


def _sorted(rooms: list[MyRoom], sort: str, user: User) -> list[MyRoom]:
    if sort == "latest":
        return sorted(rooms, key=_latest, reverse=True)

    def by_name(mine: MyRoom) -> tuple[bool, bool, str]:
        read = sort == "unread" and (mine.muted or not mine.unread)
        return read, not mine.room.is_general, room_name(mine.room, user).casefold()

    return sorted(rooms, key=by_name)


def other_person(room: RoomInfo, user: User) -> Person | None:
    """Whom a direct room is with: oneself in the room of one's own notes, null in other rooms and
    where they are several."""
    if room.group:
        return None
    others = [person for person in room.people if person.id != user.pk]
    return next(iter(others or room.people), None)


def room_name(room: RoomInfo, user: User) -> str:
    """What `user` calls the room: its name, or the others'."""
    if room.kind != "direct" or room.name:
        return room.name
    if room.group:
        return together(others_in(room, user))
    other = other_person(room, user)
    if other is None:
        return "Direct messages"
    return f"{other.display_name} (you)" if other.id == user.pk else other.display_name


def others_in(room: RoomInfo, user: User) -> list[Person]:
    """The others in a group of direct messages; nobody in other rooms."""
    return [person for person in room.people if person.id != user.pk] if room.group else []


def together(people: Sequence[Person]) -> str:
    """What several people are called: by the first word of each name, where that is one's alone."""
    firsts = [person.display_name.split(" ")[0] for person in people]
    names = [
        person.display_name if firsts.count(first) > 1 else first
        for person, first in zip(people, firsts, strict=True)
    ]
    *most, last = names or ["Only you"]
    return f"{', '.join(most)} and {last}" if most else last


def _item(
    mine: MyRoom, user: User, presence: Presence, current: int | None, begun: Container[int]
) -> RoomItem:
    other = other_person(mine.room, user)
    return RoomItem(
        room=mine.room,
        name=room_name(mine.room, user),
        other=other,
        others=others_in(mine.room, user),
        state=presence.states.get(str(other.id), "offline") if other else "offline",
        unread=0 if mine.muted else mine.unread,
        unread_text=f"{UNREAD_SHOWN}+" if mine.unread > UNREAD_SHOWN else str(mine.unread or ""),
        mentions=len(mine.mentions) if not _is_direct(mine) else 0,
        mention_text=_mention_text(mine),
        draft=mine.room.id in begun and mine.room.id != current,
        current=mine.room.id == current,
        muted=mine.muted,
    )


def _mention_text(mine: MyRoom) -> str:
    count = len(mine.mentions)
    return "@99+" if count > 99 else f"@{count}" if count else ""


def _is_direct(mine: MyRoom) -> bool:
    return mine.room.kind == "direct"


def _latest(mine: MyRoom) -> tuple[str, int]:
    return mine.last_at or "", mine.room.id
