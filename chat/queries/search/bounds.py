"""A bound on the time that one search may take."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction

_STEPS = 10_000  # of SQLite's machine between two looks at the clock: well under a millisecond


@dataclass
class Found:
    """Keys and ids of messages; `cut` says that the time was over before all was looked through."""

    rows: list[tuple[int, int]]
    cut: bool = False


@contextmanager
def bounded(milliseconds: int, found: Found) -> Iterator[None]:
    """Ends what the database does here once the time is over, and says so in `found`. What was
    put into `found` before that stays."""
    within = _postgresql() if connection.vendor == "postgresql" else _sqlite(milliseconds)
    try:
        with within:
            yield
    except OperationalError as error:
        if not _is_ours(error):
            raise
        found.cut = True


def _is_ours(error: OperationalError) -> bool:
    said = str(error)
    return "interrupted" in said or "statement timeout" in said


def _postgresql() -> AbstractContextManager[Any]:
    """Each statement brings the bound. A transaction around it goes on: a savepoint."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@contextmanager
def _sqlite(milliseconds: int) -> Iterator[None]:
    connection.ensure_connection()
    raw, until = connection.connection, time.monotonic() + milliseconds / 1_000
    raw.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
