"""The people whom someone may see, with who of them is there: for a page, and for a command."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery, Value

from chat.access import require_active, visible_people
from chat.events.shapes import Person, Presence
from chat.models import Membership, User
from chat.presence.table import alive, is_away
from chat.queries import shapes


class People(NamedTuple):
    """By name: those whom the reader may see, and of them those who are in a room now."""

    all: list[Person]
    presence: Presence
    members: list[Person]


def people_and_presence(*, user: User, room_id: int | None = None) -> People:
    """Everyone whom `user` may see, those who can no longer log in too, and who is there. One
    query. `members` are those in the room `room_id`: of one that `user` may see, all of them."""
    require_active(user)
    away = alive().filter(user=OuterRef("pk")).order_by().values("user").annotate(away=is_away())
    inside = Membership.objects.filter(room=room_id, user=OuterRef("pk"), is_active=True)
    rows = visible_people(user).annotate(
        gone_away=Subquery(away.values("away")),
        is_member=Value(False) if room_id is None else Exists(inside),
    )
    found = [(row, shapes.person(row)) for row in rows.order_by("display_name", "pk")]
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
