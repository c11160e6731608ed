"""The people of the organisation."""

from chat.access import require_active, visible_people
from chat.events.shapes import Person
from chat.models import User
from chat.queries import shapes


def people(*, user: User) -> list[Person]:
    """Everyone whom `user` may see, by name, those who can no longer log in too."""
    require_active(user)
    rows = visible_people(user).order_by("display_name", "pk")
    return [shapes.person(row) for row in rows]
