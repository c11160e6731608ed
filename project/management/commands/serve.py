"""`manage.py serve`: Hearth on Daphne, in one process or in several that are kept alive."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from project.launcher import services, words
from project.launcher.addresses import Address, plan
from project.launcher.prepare import pending_migrations, prepare
from project.launcher.supervisor import Supervisor
from project.launcher.worker import end_with_parent, work

# More than a worker's own time to drain, so that each ends by itself.
_MARGIN = 8


class Command(BaseCommand):
    """Serves until SIGTERM or Ctrl+C, then lets running requests finish and exits 0."""

    help = "Serve Hearth. Each worker listens on a port or unix socket of its own, kept alive."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The environment's WORKERS, HOST and PORT are the defaults."""
        parser.add_argument("--workers", type=int, default=settings.WORKERS)
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT, help="of the first worker")
        parser.add_argument("--socket-dir", type=Path, help="unix sockets here: w1.sock, w2.sock …")
        parser.add_argument("--prepare", action="store_true", help="migrate and collect first")
        parser.add_argument("--worker", default="", help="serve as this one worker (internal)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check that it can serve, with one line that says what to do where it cannot; serve."""
        if options["worker"]:
            self._serve_as(options)
            return
        workers = options["workers"]
        if workers < 1:
            raise CommandError(f"--workers is {workers}: it must be at least 1.")
        if workers > 1 and not settings.REDIS_URL:
            raise CommandError(
                f"{workers} workers need Redis to carry messages between them: set REDIS_URL "
                "(redis://127.0.0.1:6379/0), or use one worker."
            )
        self._serve(plan(workers=workers, **_place(options)), prepare_first=options["prepare"])

    def _serve(self, addresses: list[Address], *, prepare_first: bool) -> None:
        for address in addresses:
            address.claim()
        services.check()
        held = services.hold_data()
        if prepare_first:
            prepare(self.stdout.write)
        elif pending_migrations():
            raise CommandError("The database lacks migrations: run manage.py prepare first.")
        connections.close_all()
        code = self._run(addresses)
        if held is not None:
            held.close()
        raise SystemExit(code)

    def _run(self, addresses: list[Address]) -> int:
        os.environ["WORKERS"] = str(len(addresses))
        if len(addresses) == 1:
            return work(addresses[0], on_listening=lambda: words.announce(addresses))
        seconds = settings.HEARTH["DRAIN_SECONDS"] + _MARGIN
        return Supervisor(
            addresses, on_ready=lambda: words.announce(addresses), seconds=seconds
        ).run()

    def _serve_as(self, options: dict[str, Any]) -> None:
        end_with_parent()
        place = _place(options)
        address = plan(workers=1, **place)[0]
        name = options["worker"]
        path = address.path and address.path.with_name(f"{name}.sock")
        address = Address(name, host=address.host, port=address.port, path=path)
        raise SystemExit(work(address, on_listening=lambda: None))


def _place(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("host", "port", "socket_dir")}
