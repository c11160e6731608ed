"""Threads in which work is done in turns: on SQLite one at a time.

Threads that want the interpreter at the same time hand it to and fro, at each row that SQLite
reads: three pages at once took twice the processor time of the three one after the other. So one
has its turn, and what takes long keeps nobody else from theirs for longer than a moment.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any


class _Job:
    __slots__ = ("context", "future", "in_hurry", "timer", "work")

    def __init__(self, work: Callable[[], Any], future: "asyncio.Future[Any]") -> None:
        self.work, self.future, self.context = work, future, copy_context()
        self.timer: asyncio.TimerHandle | None = None
        self.in_hurry = False


class Turns:
    """At most `threads`, of which `at_once` work, until something has waited for `patience`
    seconds: that is begun beside the others. Used on one loop.

    Of the threads that are free the one goes on that worked last: what it needs is at hand, where
    another would have its own connection to a database to warm.
    """

    def __init__(self, name: str, *, threads: int, at_once: int, patience: float) -> None:
        self._name = name
        self._threads, self._at_once, self._patience = threads, at_once, patience
        self._waiting: deque[_Job] = deque()
        self._idle: list[SimpleQueue[_Job]] = []
        self._made = self._working = 0

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """What `work(*arguments)` gives or raises, called in a thread and with this context. Once
        begun it ends by itself, though the caller be cancelled."""
        loop = asyncio.get_running_loop()
        job = _Job(partial(work, *arguments), loop.create_future())
        job.timer = loop.call_later(self._patience, self._hurry, job)
        self._waiting.append(job)
        self._go_on()
        return await job.future

    def _hurry(self, job: _Job) -> None:
        job.in_hurry = True
        self._go_on()

    def _go_on(self) -> None:
        while self._waiting and self._working < self._bound():
            self._begin(self._waiting.popleft())

    def _bound(self) -> int:
        return self._threads if self._waiting[0].in_hurry else self._at_once

    def _begin(self, job: _Job) -> None:
        assert job.timer is not None
        job.timer.cancel()
        if job.future.done():
            return  # its caller was cancelled
        self._working += 1
        self._free().put(job)

    def _free(self) -> "SimpleQueue[_Job]":
        if self._idle:
            return self._idle.pop()
        jobs: SimpleQueue[_Job] = SimpleQueue()
        self._made += 1
        name = f"{self._name}_{self._made}"
        Thread(target=self._work, args=(jobs,), name=name, daemon=True).start()
        return jobs

    def _work(self, jobs: "SimpleQueue[_Job]") -> None:
        """In a thread, for as long as the process lives."""
        while True:
            job = jobs.get()
            outcome, error = None, None
            try:
                outcome = job.context.run(job.work)
            except BaseException as fault:
                error = fault
            loop = job.future.get_loop()
            try:
                loop.call_soon_threadsafe(self._done, jobs, job.future, outcome, error)
            except RuntimeError:
                return  # the loop is closed: nobody comes any more
            del job, outcome, error  # not held until the next one comes

    def _done(
        self,
        jobs: "SimpleQueue[_Job]",
        future: "asyncio.Future[Any]",
        outcome: Any,
        error: BaseException | None,
    ) -> None:
        self._working -= 1
        self._idle.append(jobs)
        if not future.done():
            if error is None:
                future.set_result(outcome)
            else:
                future.set_exception(error)
        self._go_on()
