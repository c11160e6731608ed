"""A migrated database as each new server would make it: 2 s of a start that are the same each time.

The server that gets it looks for migrations that it lacks, as ever; that a server migrates an empty
folder is for the tests that start one with `lent=False`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.collected import alone

BASE = Path(__file__).resolve().parents[2]
_SHELF = BASE / "var" / "test-migrated"
_NAME = "hearth.sqlite3"


def lend(data: Path) -> None:
    """Put a migrated SQLite database without a row of ours into a data folder that has none."""
    if not (data / _NAME).exists():
        copy_to(data / _NAME)


def copy_to(path: Path) -> None:
    """A migrated SQLite database without a row of ours, at that path."""
    with alone(_SHELF):
        made = _SHELF / f"{fingerprint()}.sqlite3"
        if not made.exists():
            _make(made)
        shutil.copy(made, path)


def fingerprint() -> str:
    """Of all that decides what migrating does: ours, and the versions of what others bring."""
    sha = hashlib.sha256()
    settings = [BASE / "requirements.txt", BASE / "project" / "settings.py"]
    for path in [*settings, *sorted((BASE / "chat" / "migrations").glob("*.py"))]:
        sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


def _make(path: Path) -> None:
    for older in _SHELF.glob("*.sqlite3"):
        older.unlink()
    with tempfile.TemporaryDirectory(prefix="hearth-migrated-") as folder:
        migrate({"DATA": folder})
        partial = path.with_suffix(".partial")
        shutil.copy(Path(folder) / _NAME, partial)
        partial.rename(path)


def migrate(where: dict[str, str]) -> None:
    """Migrate the database that `where`, of Hearth's environment, names; nothing of a shell's."""
    ours = ("DATABASE_URL", "REDIS_URL", "WORKERS", "DJANGO_SETTINGS_MODULE")
    env = {name: value for name, value in os.environ.items() if name not in ours}
    with tempfile.TemporaryDirectory(prefix="hearth-migrating-") as data:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=BASE,
            env={**env, "DATA": data, "DJANGO_SETTINGS_MODULE": "project.settings", **where},
            check=True,
            capture_output=True,
        )
