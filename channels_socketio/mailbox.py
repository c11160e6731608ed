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
    """A queue of jobs and, while there is one, the task that runs them.

    `running` is a set of the owner's that the task is in for as long as it runs.
    """

    def __init__(self, running: "set[asyncio.Task[None]]") -> None:
        self.bytes = 0
        self._running = running
        self._jobs: deque[_Job] = deque()
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._jobs)

    def put(self, run: Callable[[], Coroutine[Any, Any, None]], size: int = 0) -> None:
        """Run a job after those before it. `size` counts until it is done."""
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
