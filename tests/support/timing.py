"""How long something takes where the machine may be busy with others."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def thread_seconds(work: Callable[[], object], *, enough: float = 0.0) -> float:
    """By this thread's time: the least of three runs, or the first that takes less than `enough`.

    Without the tracer that measures coverage, which makes Python several times as slow.
    """
    tracer, best = sys.gettrace(), float("inf")
    sys.settrace(None)
    try:
        for _ in range(3):
            start = time.thread_time()
            work()
            best = min(best, time.thread_time() - start)
            if best < enough:
                break
    finally:
        sys.settrace(tracer)
    return best


def stopwatch(pid: int) -> Callable[[], float]:
    """Starts; gives a function that says for how many seconds a process has kept someone waiting.

    Those count in which it worked, or at least a quarter of the clock's: where other programs have
    the processors, a server that is well takes as long as it is kept waiting itself.
    """
    begun, worked = time.monotonic(), _worked(pid)
    return lambda: max(_worked(pid) - worked, (time.monotonic() - begun) / 4)


def _worked(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
