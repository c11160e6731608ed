"""What must be done before serving: the database's migrations, and the static files collected.

Both are left out when nothing changed: the database itself says which migrations it has, and a
stamp holds a digest of the static files' names, sizes and times, and of how they are joined.
"""

import contextlib
import fcntl
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from chat import bundles
from project.launcher.services import one_line
from project.static_files import BundleFinder


def pending_migrations() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare(say: Callable[[str], None]) -> None:
    """Migrate and collect, as far as needed; `say` gets a line for what takes time."""
    with _alone():
        _migrate(say)
        _collect(say)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Of two that start at once, the second waits and then finds nothing to do."""
    with (settings.DATA / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(say: Callable[[str], None]) -> None:
    try:
        if pending_migrations():
            say("Migrating the database …")
            call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise CommandError(
            f"The database could not be migrated ({one_line(error)}): nothing was lost; "
            "mend the cause and start again."
        ) from error


def _collect(say: Callable[[str], None]) -> None:
    stamp = settings.DATA / "static.stamp"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and _manifest().exists():
        return
    say("Collecting static files …")
    stamp.unlink(missing_ok=True)
    # What is in the bundles is not needed beside them, but for what the panel's sheet imports.
    names = {name for group in bundles.STYLES.values() for name in group} - {"tokens"}
    sources = ["js/*", *(f"css/{name}.css" for name in sorted(names))]
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=sources)
    stamp.write_text(wanted)


def _manifest() -> Path:
    return Path(settings.STATIC_ROOT) / "staticfiles.json"


def _fingerprint() -> str:
    sha = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    sha.update(Path(bundles.__file__).read_bytes())
    sha.update((settings.BASE_DIR / "package-lock.json").read_bytes())
    for finder in get_finders():
        # Bundles are made of sources that others find.
        for name, storage in [] if isinstance(finder, BundleFinder) else finder.list([]):
            facts = Path(storage.path(name)).stat()
            sha.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return sha.hexdigest()
