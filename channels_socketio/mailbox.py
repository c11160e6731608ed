"""What waits for a socket's handlers: run in order, one at a time, bounded."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from channels_socketio.runners import Runners

logger = logging.getLogger(__name__)


# What is to be run, and what it weighs.
_Job = tuple[Callable[[], Coroutine[Any, Any, None]], int]


class Mailbox:
    """A queue of jobs, and whether someone runs them: of a thousand sockets few are heard at a
    time, and a queue takes more than all the rest of a socket.

    It is in `running` for as long as it has something to do. `task` is who runs it while it
    waits; `waits` is whether it waited the last time that it was run.
    """

    __slots__ = ("_jobs", "_running", "bytes", "task", "waits")

    def __init__(self, running: "Running") -> None:
        self.bytes = 0
        self.task: asyncio.Task[None] | None = None
        self.waits = True
        self._running = running
        self._jobs: deque[_Job] | None = None

    def __len__(self) -> int:
        return len(self._jobs or ())

    def put(self, run: Callable[[], Coroutine[Any, Any, None]], size: int = 0) -> None:
        """Run a job after those before it. `size` counts until it is done."""
        if self._jobs is None:
            self._jobs = deque()
        self._jobs.append((run, size))
        self.bytes += size
        running = self._running
        if self not in running:
            running.add(self)
            running.runners.run(self)

    async def work(self) -> None:
        """Run all that is there, until nothing is. For `Runners`."""
        try:
            while self._jobs:
                run, size = self._jobs.popleft()
                try:
                    await run()
                except Exception:
                    logger.exception("a socket's handler failed")
                self.bytes -= size
        finally:
            self.task = None
            self._running.ended(self)
            self._jobs = self._jobs or None


class Running(set[Mailbox]):
    """The mailboxes of one connection that have something to do."""

    __slots__ = ("_idle", "runners")

    def __init__(self, runners: Runners) -> None:
        super().__init__()
        self.runners = runners
        self._idle: asyncio.Future[None] | None = None

    def ended(self, mailbox: Mailbox) -> None:
        """A mailbox has nothing to do any more."""
        self.discard(mailbox)
        if self._idle is not None and not self:
            self._idle.set_result(None)
            self._idle = None

    async def finished(self, within: float) -> None:
        """Return when none has anything to do, or after `within` s."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while self and (left := deadline - loop.time()) > 0:
            if self._idle is None:
                self._idle = loop.create_future()
            await asyncio.wait([self._idle], timeout=left)
