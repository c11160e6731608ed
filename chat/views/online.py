"""Who is online, read from the connections for a page's first paint."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from chat.access import visible_people
from chat.events.shapes import Presence, PresenceState
from chat.models import Connection, User


def presence_for(*, user: User) -> Presence:
    """The presence of everyone whom `user` may see: one query."""
    since = timezone.now() - timedelta(seconds=settings.HEARTH["PRESENCE_LAPSE_SECONDS"])
    rows = Connection.objects.filter(seen__gte=since, user__in=visible_people(user))
    states: dict[str, PresenceState] = {}
    for user_id, is_away in rows.values_list("user_id", "is_away"):
        if not is_away or str(user_id) not in states:
            states[str(user_id)] = "away" if is_away else "online"
    return Presence(online=len(states), states=states)
