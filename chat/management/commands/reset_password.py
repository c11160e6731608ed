"""`manage.py reset_password USER`: a link that sets a new password."""

from typing import Any

from chat.accounts.resets import reset_link
from chat.management.person import PersonCommand
from chat.models import User


class Command(PersonCommand):
    """Prints a link to hand over; it works once, for a day."""

    help = "Print a link with which someone sets a new password."

    def act(self, person: User, options: dict[str, Any]) -> str:
        """Gives the link."""
        return reset_link(actor=None, user_id=person.pk, reason=options["reason"])
