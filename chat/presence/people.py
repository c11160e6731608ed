"""The people whom someone may see, with who of them is there: for a page, and for a command."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from chat.access import reader, require_active, visible_people
from chat.events.shapes import Person, Presence
from chat.models import Connection, Membership, User
from chat.prepared import Asked, Read, prepared, read_together
from chat.presence.table import alive_since, is_away
from chat.queries import shapes


class People(NamedTuple):
    """By name: those whom the reader may see, and of them those who are in a room now."""

    all: list[Person]
    presence: Presence
    members: list[Person]


def people_and_presence(*, user: User, room_id: int | None = None) -> People:
    """Everyone whom `user` may see, those who can no longer log in too, and who is there. One
    query. `members` are those in the room `room_id`: of one that `user` may see, all of them."""
    (read,) = read_together(asked_people(user, room_id))
    return people_from(read)


def asked_people(user: User, room_id: int | None) -> Asked:
    """What `people_from` makes that of, to be read with others."""
    require_active(user)
    return _seen.asked(user=user.pk, room=room_id or 0, since=alive_since(), is_guest=user.is_guest)


def people_from(read: Read) -> People:
    """The people who were read."""
    found = [(row, shapes.kept_person(row)) for row in read.kept()]
    states = {
        str(row.pk): "away" if row.gone_away else "online"
        for row, _ in found
        if row.gone_away is not None
    }
    return People(
        all=[person for _, person in found],
        presence=Presence.model_validate({"online": len(states), "states": states}),
        members=[person for row, person in found if row.is_member],
    )


@prepared("user", "room", "since")
def _seen(*, user: int, room: int, since: datetime, is_guest: bool) -> "QuerySet[User]":
    there = Connection.objects.filter(user=OuterRef("pk"), seen__gte=since).order_by()
    away = there.values("user").annotate(away=is_away()).values("away")
    inside = Membership.objects.filter(room=room, user=OuterRef("pk"), is_active=True)
    rows = visible_people(reader(user, is_guest=is_guest))
    rows = rows.annotate(gone_away=Subquery(away), is_member=Exists(inside))
    return rows.order_by("display_name", "pk")
