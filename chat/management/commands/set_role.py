"""`manage.py set_role USER ROLE`: makes an owner where none can log in any more."""

from typing import Any

from django.core.management.base import CommandParser

from chat.actions import people
from chat.management.person import PersonCommand
from chat.models import User
from chat.models.users import Role


class Command(PersonCommand):
    """Gives someone another role."""

    help = "Give someone another role: owner, admin, member or guest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Takes the role too."""
        super().add_arguments(parser)
        parser.add_argument("role", choices=Role.values)

    def act(self, person: User, options: dict[str, Any]) -> str:
        """Sets it."""
        role, reason = options["role"], options["reason"]
        people.set_role(actor=None, user_id=person.pk, role=role, reason=reason)
        return f"{person.username}: {role}."
