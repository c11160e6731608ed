"""Where database work of sockets runs: in bounded threads of our own, never on the event loop.

asgiref's own thread is one a process: a query of two seconds there delays every other socket by as
much. Writes and reads have threads apart, so that a slow search holds up no message. SQLite takes
one writer at a time: there all writes share one thread, and wait in its queue, not for a lock.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from chat.errors import Unavailable

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
# Each socket has at most one call under way: past this the database is hopelessly behind.
MOST_WAITING = 20_000


async def run_action(action: Callable[..., Result], /, **arguments: Any) -> Result:
    """Call `action(**arguments)`, which writes, in a thread for writes; gives what it gives.

    Raises what it raises; `Unavailable` when the database is locked, gone or hopelessly behind.
    An action whose caller is cancelled still runs to its end.
    """
    return await _run(_pools()[0], action, arguments)


async def run_query(query: Callable[..., Result], /, **arguments: Any) -> Result:
    """Call `query(**arguments)`, which only reads, in a thread for reads; as `run_action`."""
    return await _run(_pools()[1], query, arguments)


@contextmanager
def database_errors() -> Iterator[None]:
    """Turns a database that is locked, full or unreachable into `Unavailable`, with a log line."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        logger.warning("the database does not answer: %s", str(error).strip())
        raise Unavailable from error


class _Pool:
    """Threads with a bounded queue."""

    def __init__(self, name: str, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting = 0

    async def call(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= MOST_WAITING:
            raise Unavailable
        self._waiting += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        future.add_done_callback(self._done)
        return await future

    def _done(self, _: "asyncio.Future[Any]") -> None:
        self._waiting -= 1


@cache
def _pools() -> tuple[_Pool, _Pool]:
    """For writes and for reads. Together they are within the database's pool of connections."""
    threads = settings.HEARTH["ACTION_THREADS"]
    writers = 1 if connection.vendor == "sqlite" else threads
    return _Pool("action", writers), _Pool("query", max(2, threads // 2))


async def _run(pool: _Pool, work: Callable[..., Result], arguments: dict[str, Any]) -> Result:
    return await pool.call(partial(_call, work, arguments))


def _call(work: Callable[..., Result], arguments: dict[str, Any]) -> Result:
    _tidy()
    try:
        with database_errors():
            return work(**arguments)
    finally:
        _tidy()


def _tidy() -> None:
    """Give PostgreSQL's connection back to its pool. SQLite's stays with its thread unless it
    failed: closing the last one checkpoints and deletes the WAL, several fsyncs a message."""
    if connection.vendor != "sqlite":
        close_old_connections()
    elif connection.errors_occurred and not connection.in_atomic_block:
        connection.close()
