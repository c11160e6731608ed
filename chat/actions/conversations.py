"""Direct messages between several people."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import IntegrityError, transaction

from chat.access import visible_people
from chat.actions import rooms, sequence
from chat.actions.membership import place_together
from chat.errors import Forbidden, Invalid, NotFound
from chat.events.shapes import MyRoom
from chat.models import Room, User
from chat.models.rooms import GROUP, RoomKind, group_key
from chat.queries import rooms as room_queries


def open_group(*, user: User, others: Iterable[int]) -> MyRoom:
    """The direct messages of `user` and `others` (ids), made when new: the same people have the
    same ones, until one of them leaves. With one other they are those of the two.

    Raises `Invalid` for more than `GROUP_DIRECT_PEOPLE`, `NotFound` for someone whom the user may
    not see, and where they would be new `Forbidden`: with a closed account, with a guest who may
    not see one of the others, or beyond `GROUP_DIRECTS_PER_USER`.
    """
    fresh = sequence.current(user)
    ids = sorted({fresh.pk, *others})
    if len(ids) <= 2:
        return rooms.open_direct(
            user=fresh, other_id=next((i for i in ids if i != fresh.pk), fresh.pk)
        )
    most: int = settings.HEARTH["GROUP_DIRECT_PEOPLE"]
    if len(ids) > most:
        raise Invalid(f"Direct messages are between {most} at most: make a room.", field="users")
    people = list(visible_people(fresh).filter(pk__in=ids).order_by("pk"))
    if len(people) != len(ids):
        raise NotFound("One of them does not exist, or you cannot see them.")
    key = group_key(ids)
    room = Room.objects.filter(direct_key=key).first() or _create(key, fresh, people)
    return room_queries.my_room(user=fresh, room_id=room.pk)


def _create(key: str, user: User, people: Sequence[User]) -> Room:
    if any(not person.is_active for person in people):
        raise Forbidden("One of them has a closed account.")
    _require_acquainted(user, people)
    most: int = settings.HEARTH["GROUP_DIRECTS_PER_USER"]
    made = Room.objects.filter(created_by=user, direct_key__startswith=GROUP)
    if made.count() >= most:
        raise Forbidden(f"You have begun {most:,} of these, as many as one person may.")
    try:
        with transaction.atomic():
            room = Room.objects.create(kind=RoomKind.DIRECT, direct_key=key, created_by=user)
            place_together(room, people)
            return room
    except IntegrityError:
        return Room.objects.get(direct_key=key)  # another of them opened it at the same moment


def _require_acquainted(user: User, people: Sequence[User]) -> None:
    """A guest is brought together with nobody whom they could not see before, but with `user`, who
    might write to them alone just as well. At most a query for each guest."""
    ids = [person.pk for person in people]
    for guest in (person for person in people if person.is_guest):
        known = set(visible_people(guest).filter(pk__in=ids).values_list("pk", flat=True))
        if not known >= set(ids) - {user.pk}:
            raise Forbidden(
                f"{guest.display_name} is a guest and shares no room with one of the others."
            )
