"""`manage.py backup`: everything that cannot be installed again, in one file."""

import contextlib
import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

# Beside the database: files and pictures that people sent. Those on S3 are its own to keep.
_PARTS = ("secret_key", "files")
_RESTORE = """Restore Hearth from this file, with Hearth stopped:

  mkdir -p var && tar -xzf {name} -C var          (or the folder that DATA names)
{database}  make run
"""
_POSTGRESQL = (
    '  pg_restore --clean --if-exists --no-owner --dbname "$DATABASE_URL" var/hearth.dump\n'
)


class Command(BaseCommand):
    """A consistent copy while Hearth runs: SQLite's online backup, or pg_dump."""

    help = "Back up database, uploads and secret key into one .tar.gz, while Hearth runs or not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--to", type=Path, help="the file to write (default: DATA/backups/…)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, readable by its owner alone, and print its name."""
        target = options["to"] or _default_name()
        if target.exists():
            raise CommandError(f"{target} is there already: name another file with --to.")
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(target)
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"The backup could not be written to {target}: {error}.") from error
        self.stdout.write(f"Backed up to {target} ({target.stat().st_size / 1e6:.1f} MB).")


def _default_name() -> Path:
    stamp = timezone.now().strftime("%Y-%m-%d-%H%M%S")
    return Path(settings.DATA) / "backups" / f"hearth-{stamp}.tar.gz"


def _write(target: Path) -> None:
    """Beside the target first, so that a file of that name is always whole."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = _copy_database(Path(folder))
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with (
                os.fdopen(descriptor, "wb") as file,
                tarfile.open(fileobj=file, mode="w:gz") as tar,
            ):
                tar.add(database, arcname=database.name)
                _add_rest(tar, target.name, postgresql=database.suffix == ".dump")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _add_rest(tar: tarfile.TarFile, name: str, *, postgresql: bool) -> None:
    data = Path(settings.DATA)
    for name_of_part in _PARTS:
        for path in sorted([data / name_of_part, *(data / name_of_part).rglob("*")]):
            # What is deleted while this goes on is not missed.
            with contextlib.suppress(FileNotFoundError):
                tar.add(path, arcname=str(path.relative_to(data)), recursive=False)
    text = _RESTORE.format(name=name, database=_POSTGRESQL if postgresql else "").encode()
    entry = tarfile.TarInfo("RESTORE.txt")
    entry.size = len(text)
    tar.addfile(entry, io.BytesIO(text))


def _copy_database(folder: Path) -> Path:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        return _dump_postgresql(database, folder / "hearth.dump")
    if not Path(database["NAME"]).exists():
        raise CommandError(f"There is no database at {database['NAME']} to back up.")
    copy = folder / "hearth.sqlite3"
    with (
        closing(sqlite3.connect(database["NAME"])) as source,
        closing(sqlite3.connect(copy)) as into,
    ):
        source.backup(into)
    return copy


def _dump_postgresql(database: dict[str, Any], dump: Path) -> Path:
    program = shutil.which("pg_dump")
    if program is None:
        raise CommandError("pg_dump is missing: as root, apt-get install postgresql-client")
    # By environment: a password on the command line could be read by everyone on the machine.
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {key: database.get(name) for key, name in {**names, "PGDATABASE": "NAME"}.items()}
    done = subprocess.run(  # noqa: S603 (no part of it comes from outside)
        [program, "--format=custom", "--no-owner", f"--file={dump}"],
        env={**os.environ, **{key: str(value) for key, value in given.items() if value}},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"pg_dump failed: {done.stderr.strip()}")
    return dump
