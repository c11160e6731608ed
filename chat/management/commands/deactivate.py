"""`manage.py deactivate USER`: shuts someone out at once."""

from typing import Any

from chat.actions import people
from chat.management.person import PersonCommand
from chat.models import User


class Command(PersonCommand):
    """Ends someone's log-ins, connections, tokens and invites."""

    help = "Shut someone out: log-ins, connections, tokens and invites end. What they wrote stays."

    def act(self, person: User, options: dict[str, Any]) -> str:
        """Deactivates."""
        people.deactivate(actor=None, user_id=person.pk, reason=options["reason"])
        return (
            f"{person.username} is deactivated. manage.py reactivate {person.username} undoes it."
        )
