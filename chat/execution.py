"""Where database work of sockets runs: in bounded threads of our own, never on the event loop.

asgiref's own thread is one a process: a query of two seconds there delays every other socket by as
much. Writes and reads have threads apart, so that a slow search holds up no message. SQLite takes
one writer at a time: there all writes share one thread, and wait in its queue, not for a lock.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from chat.errors import Unavailable

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")
# Each socket has at most one call under way: past this the database is hopelessly behind.
MOST_WAITING = 20_000
# Fewer than that are not worth a second call.
FEW = 16
# What is raised when the database is locked, full or gone, whatever was asked of it.
_NO_ANSWER = (OperationalError, InterfaceError)


async def run_action(action: Callable[..., Result], /, **arguments: Any) -> Result:
    """Call `action(**arguments)`, which writes, in a thread for writes; gives what it gives.

    Raises what it raises; `Unavailable` when the database is locked, gone or hopelessly behind.
    An action whose caller is cancelled still runs to its end.
    """
    return await _run(_pools()[0], action, arguments)


async def run_query(query: Callable[..., Result], /, **arguments: Any) -> Result:
    """Call `query(**arguments)`, which only reads, in a thread for reads; as `run_action`."""
    return await _run(_pools()[1], query, arguments)


class Batches(Generic[Item, Result]):
    """What is done together: what comes while some of it runs waits, and goes into the next call.

    `work` takes up to `most` items, in the order they came, and gives for each what came of it or
    the error that is its own; it may be called again with items that it failed with. It runs in a
    thread for writes, or for reads where it only `reads`, one call at a time: nobody waits for a
    batch to fill, and no item overtakes another. Of many writes that wait half go with the call
    after. Used on one loop.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Sequence[Result | Exception]],
        *,
        most: int,
        reads: bool = False,
    ) -> None:
        self._work = work
        self._most = most
        self._reads = reads
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._running = False

    async def run(self, item: Item) -> Result:
        """Have `item` done with others; gives what came of it, or raises its error.

        Raises `Unavailable`, for all of a batch, as `run_action` does, and when too many wait. An
        item whose caller is cancelled is done all the same.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise Unavailable
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if not self._running:
            self._start(1)
        return await future

    def _start(self, count: int) -> None:
        batch = [self._waiting.popleft() for _ in range(count)]
        items = {"items": [item for item, _ in batch]}
        try:
            done = _pools()[self._reads].start(partial(_call, self._together, items))
        except Unavailable as error:
            batch += self._waiting
            self._waiting.clear()
            _answer(batch, [error] * len(batch))
            return
        self._running = True
        done.add_done_callback(partial(self._done, batch))

    def _done(
        self,
        batch: "list[tuple[Item, asyncio.Future[Result]]]",
        done: "asyncio.Future[Sequence[Result | Exception]]",
    ) -> None:
        self._running = False
        if self._waiting:  # first: the thread need not wait for the answers to leave
            self._start(self._share(len(batch), len(self._waiting)))
        try:
            outcomes = done.result()
        except Exception as error:
            outcomes = [error] * len(batch)
        _answer(batch, outcomes)

    def _share(self, before: int, waiting: int) -> int:
        """How many go next: half of those that are under way, so that one half is done in the
        thread while the loop answers the other. With a socket's next message only after its last
        they would go as one and sixty-three in turn, each side waiting for the other. Reads go all
        together: those come in a storm, and a call costs them more than an item."""
        half = MOST_WAITING if self._reads else max(FEW, (before + waiting + 1) // 2)
        return min(self._most, waiting, half)

    def _together(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        """In the thread. What is wrong with one item in a way that `work` does not know of is the
        matter of that one."""
        try:
            return self._work(items)
        except _NO_ANSWER:
            raise
        except Exception as error:
            if len(items) == 1:
                return [error]
            return [outcome for item in items for outcome in self._together([item])]


def _answer(
    batch: "Sequence[tuple[Item, asyncio.Future[Result]]]", outcomes: Sequence[Result | Exception]
) -> None:
    for (_, future), outcome in zip(batch, outcomes, strict=True):
        if future.done():
            continue  # its caller was cancelled
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


@contextmanager
def database_errors() -> Iterator[None]:
    """Turns a database that is locked, full or unreachable into `Unavailable`, with a log line."""
    try:
        yield
    except _NO_ANSWER as error:
        logger.warning("the database does not answer: %s", str(error).strip())
        raise Unavailable from error


class _Pool:
    """Threads with a bounded queue."""

    def __init__(self, name: str, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting = 0

    def start(self, work: Callable[[], Result]) -> "asyncio.Future[Result]":
        """Call `work()` in a thread. Raises `Unavailable` when too much waits."""
        if self._waiting >= MOST_WAITING:
            raise Unavailable
        self._waiting += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: "asyncio.Future[Any]") -> None:
        self._waiting -= 1


@cache
def _pools() -> tuple[_Pool, _Pool]:
    """For writes and for reads. Together they are within the database's pool of connections."""
    threads = settings.HEARTH["ACTION_THREADS"]
    writers = 1 if connection.vendor == "sqlite" else threads
    return _Pool("action", writers), _Pool("query", max(2, threads // 2))


async def _run(pool: _Pool, work: Callable[..., Result], arguments: dict[str, Any]) -> Result:
    return await pool.start(partial(_call, work, arguments))


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
