"""`manage.py demo`: fill an empty data folder with the demo organisation."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chat.demo import founding
from chat.demo.cast import ACTORS, ORGANISATION, PASSWORD
from chat.models import Organisation

_WIDTH = 32


class Command(BaseCommand):
    """Founds the organisation once; prints who can log in, every time."""

    help = "Fill an empty data folder with an invented organisation and print its log-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much is said and over how long."""
        parser.add_argument("--messages", type=int, default=founding.MESSAGES)
        parser.add_argument("--days", type=int, default=founding.DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Found it, unless this data folder has an organisation."""
        there = Organisation.objects.first()
        if there is None:
            self.stdout.write(f"Filling {ORGANISATION} with conversation:")
            founding.found(
                messages=options["messages"], days=options["days"], progress=self._progress
            )
            self.stdout.write("")
        elif there.name != ORGANISATION:
            self.stderr.write(
                f"This data folder belongs to {there.name}. Set DATA to an empty folder."
            )
            sys.exit(1)
        self._print_log_ins()

    def _progress(self, done: int, total: int) -> None:
        filled = _WIDTH * done // max(total, 1)
        bar = "█" * filled + "░" * (_WIDTH - filled)
        # A terminal redraws the line; in a file the last state alone is of use.
        if self.stdout.isatty() or done == total:
            start = "\r" if self.stdout.isatty() else ""
            self.stdout.write(f"{start}  {bar} {done:,} of {total:,} messages", ending="")
            self.stdout.flush()

    def _print_log_ins(self) -> None:
        self.stdout.write(f"\nLog in as any of them; the password is {PASSWORD} for all:\n")
        for actor in ACTORS:
            self.stdout.write(f"  {actor.username:<10} {actor.role.value:<8} {actor.display_name}")
        self.stdout.write("")
