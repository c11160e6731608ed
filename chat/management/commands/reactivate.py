"""`manage.py reactivate USER`: lets someone in again."""

from typing import Any

from chat.actions import people
from chat.management.person import PersonCommand
from chat.models import User


class Command(PersonCommand):
    """Undoes `deactivate`, but for tokens and invites."""

    help = "Let someone in again, with the password and rooms they had."

    def act(self, person: User, options: dict[str, Any]) -> str:
        """Reactivates."""
        people.reactivate(actor=None, user_id=person.pk, reason=options["reason"])
        return f"{person.username} can log in again."
