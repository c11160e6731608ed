"""The static files as an earlier server of these tests collected them: 3 s of a start that are the
same each time. The stamp comes along, so a server whose files are others collects them itself."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
_SHELF = BASE / "var" / "test-collected"
_FILES, _STAMP = "static", "static.stamp"


def lend(data: Path) -> None:
    """Put what there is into the data folder of a server that has none."""
    with alone(_SHELF):
        if (_SHELF / _STAMP).exists() and not (data / _FILES).exists():
            # The same files by another name: who collects anew writes new ones in their place.
            shutil.copytree(_SHELF / _FILES, data / _FILES, copy_function=_link)
            shutil.copy(_SHELF / _STAMP, data / _STAMP)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy(source, target)


def keep(data: Path) -> None:
    """Take a copy of what a server has collected, when it is another than was lent."""
    with alone(_SHELF):
        stamp = (data / _STAMP).read_bytes()
        if (_SHELF / _STAMP).exists() and (_SHELF / _STAMP).read_bytes() == stamp:
            return
        (_SHELF / _STAMP).unlink(missing_ok=True)
        shutil.rmtree(_SHELF / _FILES, ignore_errors=True)
        shutil.copytree(data / _FILES, _SHELF / _FILES)
        (_SHELF / _STAMP).write_bytes(stamp)


@contextlib.contextmanager
def alone(shelf: Path) -> Iterator[None]:
    """One process at a time looks at a shelf of what is lent, or puts something there."""
    shelf.mkdir(parents=True, exist_ok=True)
    with (shelf / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
