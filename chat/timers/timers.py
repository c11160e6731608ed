"""A clock in every worker: it asks what is due and does it.

What came due while no worker ran is done at the start. A worker that is killed in between has
done a thing wholly or not at all, and another does it.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone

from chat.errors import Unavailable
from chat.execution import run_action, run_query
from chat.timers.job import Job
from chat.timers.jobs import JOBS

logger = logging.getLogger(__name__)
AT_ONCE = 100  # of one kind a look: the rest with the next
AGAIN_SECONDS = 60  # until what failed is tried again


class Hub(Protocol):
    """What is used of the event layer's hub."""

    def add_background(self, factory: Callable[[], Coroutine[Any, Any, None]]) -> None: ...


class Timers:
    """One a process; `run` is a background task of the hub."""

    def __init__(self, hub: Hub, jobs: Sequence[Job] = JOBS) -> None:
        self._jobs = jobs
        self._failed: dict[tuple[str, int], float] = {}
        hub.add_background(self.run)

    async def run(self) -> None:
        """Look, for as long as it is not cancelled; not all workers at the same moment."""
        while True:
            try:
                await self.look()
            except Unavailable:
                pass  # said in the log; the next look finds the same
            except Exception:
                logger.exception("looking for what is due failed")
            await asyncio.sleep(settings.HEARTH["TIMER_SECONDS"] * random.uniform(0.8, 1.2))  # noqa: S311

    async def look(self) -> None:
        """Do what is due now. One that fails holds up no other."""
        now = time.monotonic()
        self._failed = {key: until for key, until in self._failed.items() if until > now}
        for job in self._jobs:
            for pk in await run_query(job.due, now=timezone.now(), most=AT_ONCE):
                if (job.name, pk) not in self._failed:
                    await self._do(job, pk)

    async def _do(self, job: Job, pk: int) -> None:
        try:
            await run_action(_one, job=job, pk=pk)
        except Unavailable:
            raise
        except Exception:
            logger.exception("%s %s failed", job.name, pk)
            self._failed[job.name, pk] = time.monotonic() + AGAIN_SECONDS


def _one(*, job: Job, pk: int) -> None:
    job.do(pk)
