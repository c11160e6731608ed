"""From the names in a question to rooms and people: only those that the asker may know of."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Subquery, Value

from chat.access import reader, rooms_of, visible_people, visible_rooms
from chat.models import Membership, User
from chat.models.rooms import RoomKind
from chat.models.search import Holds
from chat.names import name_key
from chat.prepared import prepared
from chat.queries.listed import Gathered
from chat.queries.search.conditions import Sought
from chat.search.grams import patterns
from chat.search.keys import key_of
from chat.search.parsing import Asked, Wanted

_HOLDS = {"link": Holds.LINK, "file": Holds.FILE, "image": Holds.IMAGE, "poll": Holds.POLL}


def resolve(
    user: User, asked: Asked, before: int | None, seen: Collection[int] | None
) -> Sought | None:
    """What to look for, for `user`; None where a name is nobody's, which `asked.problem` says.
    `seen` are the ids of the rooms that they may see, where those were read already."""
    rooms = set(_seen_by(user) if seen is None else seen)
    everywhere = not user.is_guest
    for wanted in (True, False):
        chosen = [each for each in asked.rooms if each.wanted is wanted]
        named = {room for each in chosen for room in _rooms(user, asked, each)}
        if chosen:
            rooms, everywhere = (rooms & named, False) if wanted else (rooms - named, everywhere)
    authors, others = (_authors(user, asked, wanted=wanted) for wanted in (True, False))
    if asked.problem:
        return None
    return Sought(
        user=user.pk,
        rooms=sorted(rooms),
        few_rooms=not everywhere,
        authors=authors,
        not_authors=others or [],
        contains=[pattern for word in asked.words for pattern in patterns(word)],
        lacks=[patterns(word) for word in asked.without],
        holds=_holds(asked, wanted=True),
        lacks_holds=_holds(asked, wanted=False),
        states=[each for each in (*asked.has, *asked.states) if each.value not in _HOLDS],
        low=_key(asked.since),
        high=_earlier(_key(asked.until), before),
    )


def seen_rooms(user: User) -> Subquery:
    """What `numbers_in` makes `seen` of, to be read within another query."""
    rooms = visible_rooms(user).order_by().values(all=Value(1))
    return Subquery(rooms.annotate(ids=Gathered("pk")).values("ids"))


def _seen_by(user: User) -> list[int]:
    return [pk for (pk,) in _seen.read(user=user.pk, is_guest=user.is_guest).raw]


@prepared("user")
def _seen(*, user: int, is_guest: bool) -> "QuerySet[Any]":
    rooms: QuerySet[Any] = visible_rooms(reader(user, is_guest=is_guest)).values_list("pk")
    return rooms


def _key(moment: datetime | None) -> int | None:
    return None if moment is None else key_of(moment)


def _earlier(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _holds(asked: Asked, *, wanted: bool) -> int:
    bits = 0
    for each in asked.has:
        if each.wanted is wanted:
            bits |= _HOLDS.get(each.value, 0)
    return bits


def _authors(user: User, asked: Asked, *, wanted: bool) -> list[int] | None:
    """The ids of those whom it names; None where it names nobody."""
    names = [each.value for each in asked.people if each.wanted is wanted]
    if not names:
        return None
    return sorted({found for name in names for found in _people(user, asked, name)})


def _people(user: User, asked: Asked, name: str) -> list[int]:
    if name.lower() == "me":
        return [user.pk]
    named = Q(username__iexact=name) | Q(display_name__iexact=name) | Q(name_key=name_key(name))
    found = list(visible_people(user).filter(named).values_list("pk", flat=True))
    if not found:
        asked.problem = f"Nobody is called “{name[:60]}”."
    return found


def _rooms(user: User, asked: Asked, each: Wanted) -> list[int]:
    """The room of that name; with `@`, one's conversations with that person."""
    name = each.value.removeprefix("#")
    if name.startswith("@"):
        people = _people(user, asked, name[1:])
        return list(_direct(user, people)) if people else []
    rooms = visible_rooms(user).filter(Q(name__iexact=name) | Q(name_key=name_key(name)))
    found = list(rooms.values_list("pk", flat=True))
    if not found:
        asked.problem = f"There is no room called “{name[:60]}” that you can see."
    return found


def _direct(user: User, people: list[int]) -> list[int]:
    theirs = Membership.objects.filter(user__in=people, is_active=True).values("room")
    rooms: list[int] = list(
        rooms_of(user)
        .exclude(kind__in=[RoomKind.PUBLIC, RoomKind.PRIVATE])
        .filter(pk__in=theirs)
        .values_list("pk", flat=True)
    )
    if user.pk in people:  # `in:@me`: the room of one's own notes alone
        own = rooms_of(user).filter(direct_key=f"{user.pk}:{user.pk}")
        rooms = list(own.values_list("pk", flat=True))
    return rooms
