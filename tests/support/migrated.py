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
    if (data / _NAME).exists():
        return
    with alone(_SHELF):
        made = _SHELF / f"{_fingerprint()}.sqlite3"
        if not made.exists():
            _make(made)
    shutil.copy(made, data / _NAME)


def _fingerprint() -> str:
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
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=BASE,
            env={**env, "DATA": folder, "DJANGO_SETTINGS_MODULE": "project.settings"},
            check=True,
            capture_output=True,
        )
        shutil.copy(Path(folder) / _NAME, path)
