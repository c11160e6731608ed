"""What waits for a socket's handlers: run in order, one at a time, bounded."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)


# What is to be run, and what it weighs.
_Job = tuple[Callable[[], Coroutine[Any, Any, None]], int]


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
        self._jobs.append((run, size))
        self.bytes += size
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())
            self._running.add(self._task)

    async def _work(self) -> None:
        try:
            while self._jobs:
                run, size = self._jobs.popleft()
                try:
                    await run()
                except Exception:
                    logger.exception("a socket's handler failed")
                self.bytes -= size
        finally:
            assert self._task is not None
            self._running.discard(self._task)
            self._task = None
            self._jobs = self._jobs or None
