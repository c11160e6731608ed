"""`manage.py owner_link`: the first run's link."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chat.accounts.first_run import owner_link


class Command(BaseCommand):
    """Prints a new link to the first run's page; the one before it ends."""

    help = "Print a new one-time link that sets up the organisation and its owner."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fails once there is an organisation."""
        link = owner_link()
        if link is None:
            raise CommandError(
                "There is an owner already. For a forgotten password: manage.py reset_password USER"
            )
        self.stdout.write(link)
