"""How this process is: its processor, its memory, and how late its event loop is."""

import asyncio
import os
import time
from collections import deque
from pathlib import Path

from django.utils import timezone

from chat.queries.shapes import stamp

TICK_SECONDS = 0.05
WINDOW_SECONDS = 5.0  # over which the loop's worst lateness is told
ASKED_SECONDS = 10.0  # after the last question, nothing is measured any more
STATM = Path("/proc/self/statm")


class Pulse:
    """One a process. Used on its event loop; measures from the first `touch` on, until nobody
    has touched it for a while."""

    def __init__(self) -> None:
        self.started_at = stamp(timezone.now())
        self._cpu = (time.monotonic(), time.process_time(), 0.0)
        self._late: deque[tuple[float, float]] = deque(maxlen=int(WINDOW_SECONDS / TICK_SECONDS))
        self._until = 0.0
        self._task: asyncio.Task[None] | None = None

    def touch(self) -> None:
        """Somebody wants to know."""
        self._until = time.monotonic() + ASKED_SECONDS
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._measure())

    async def stop(self) -> None:
        """Measure no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _measure(self) -> None:
        self._late.clear()
        while (before := time.monotonic()) < self._until:
            await asyncio.sleep(TICK_SECONDS)
            now = time.monotonic()
            self._late.append((now, now - before - TICK_SECONDS))

    def lag(self) -> float | None:
        """Milliseconds by which the loop was late at most, lately; None before it was measured."""
        horizon = time.monotonic() - WINDOW_SECONDS
        late = [lateness for at, lateness in self._late if at >= horizon]
        return max(late) * 1_000 if late else None

    def cpu(self) -> float:
        """Percent of one core, since it was last asked for; at first, since the start."""
        at, spent, percent = self._cpu
        now, used = time.monotonic(), time.process_time()
        if now - at >= 0.5:  # over less, the clock's own steps would show
            percent = (used - spent) / (now - at) * 100
            self._cpu = (now, used, percent)
        return percent

    def memory(self) -> int | None:
        """Bytes resident; None where the system does not say."""
        try:
            pages = int(STATM.read_text().split()[1])
        except (OSError, ValueError, IndexError):
            return None
        return pages * os.sysconf("SC_PAGE_SIZE")
