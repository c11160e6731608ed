"""Commands about one person, who is named as when they log in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.errors import ChatError
from chat.models import User


class PersonCommand(BaseCommand):
    """`manage.py <command> USER [--reason …]`; works while the server runs."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Takes the person, and why."""
        parser.add_argument("user", help="their user name or e-mail address")
        parser.add_argument("--reason", default="", help="kept in the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Finds the person and acts; a refusal is one line and exit code 1."""
        person = self._find(str(options["user"]).strip().lower())
        try:
            self.stdout.write(self.act(person, options))
        except ChatError as fault:
            raise CommandError(fault.message) from None

    def act(self, person: User, options: dict[str, Any]) -> str:
        """What the command does; gives the line that it prints."""
        raise NotImplementedError

    def _find(self, login: str) -> User:
        field = "email" if "@" in login else "username"
        person = User.objects.filter(**{field: login}).first()
        if person is None:
            raise CommandError(f"There is nobody called {login!r}.")
        return person
