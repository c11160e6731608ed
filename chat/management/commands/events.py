"""`manage.py events`: write what is made from chat/events; `--check`: fail when it is stale."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.management.contract import FILES


class Command(BaseCommand):
    """Writes docs/events.md, docs/asyncapi.json, docs/openapi.json and static/js/events.d.ts."""

    help = "Write the documentation, schema and types of commands and events."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` writes nothing and exits with 1 when a file is not current."""
        parser.add_argument(
            "--check", action="store_true", help="only say whether they are current"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or compare."""
        stale = []
        for name, make in FILES.items():
            path, text = settings.BASE_DIR / name, make()
            if path.is_file() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"wrote {name}")
        if options["check"] and stale:
            raise CommandError(f"Not current: {', '.join(stale)}. Run manage.py events.")
