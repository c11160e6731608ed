"""What waits for a socket's handlers: run in order, one at a time, bounded."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

logger = logging.getLogger(__name__)


class _Job(NamedTuple):
    run: Callable[[], Coroutine[Any, Any, None]]
    size: int


class Mailbox:
    """A queue of jobs and the task that runs them, while there is one: of a thousand sockets few
    are heard at a time, and a queue takes more than all the rest of a socket.

    `running` is a set of the owner's that the task is in for as long as it runs.
    """

    __slots__ = ("_jobs", "_running", "_task", "bytes")

    def __init__(self, running: "set[asyncio.Task[None]]") -> None:
        self.bytes = 0
        self._running = running
        self._jobs: deque[_Job] | None = None
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._jobs or ())

    def put(self, run: Callable[[], Coroutine[Any, Any, None]], size: int = 0) -> None:
        """Run a job after those before it. `size` counts until it is done."""
        if self._jobs is None:
            self._jobs = deque()
        self._jobs.append(_Job(run, size))
        self.bytes += size
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())
            self._running.add(self._task)
            self._task.add_done_callback(self._running.discard)

    async def _work(self) -> None:
        try:
            while self._jobs:
                job = self._jobs.popleft()
                try:
                    await job.run()
                except Exception:
                    logger.exception("a socket's handler failed")
                self.bytes -= job.size
        finally:
            self._task = None
            self._jobs = self._jobs or None
