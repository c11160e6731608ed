"""`manage.py prepare`: migrate the database and collect the static files, as far as needed."""

from typing import Any

from django.core.management.base import BaseCommand

from project.launcher import services
from project.launcher.prepare import prepare


class Command(BaseCommand):
    """What `serve --prepare` does first, by itself: for systemd's ExecStartPre."""

    help = "Migrate the database and collect static files, as far as anything changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 when the project can be served."""
        services.check()
        prepare(self.stdout.write)
