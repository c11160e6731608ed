"""Keeps several workers alive: starts each, starts it again when it dies, ends all together."""

import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from project.launcher.addresses import Address

logger = logging.getLogger(__name__)

# A worker that lived so long died of something new: it is started again at once.
SETTLED_SECONDS = 10.0
FIRST_DELAY = 0.2
LONGEST_DELAY = 10.0
_TICK = 0.25


@dataclass
class Worker:
    """One worker's process, and when it may be started again."""

    address: Address
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0
    delay: float = FIRST_DELAY
    listened: bool = False


class Supervisor:
    """`run()` keeps a worker at each of `addresses` until SIGTERM or SIGINT.

    `on_ready` is called once, when all of them listen. A worker that gives up before it ever
    listened, while the whole has not been ready, ends the whole: it would only give up again.
    """

    def __init__(
        self, addresses: Sequence[Address], *, on_ready: Callable[[], None], seconds: float
    ) -> None:
        self._workers = [Worker(address) for address in addresses]
        self._on_ready = on_ready
        self._seconds = seconds
        self._signals = 0
        self._ready = False
        self._failed = False

    def run(self) -> int:
        """Returns the exit code when the last worker has ended."""
        awake, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that a death wakes the loop
        with selectors.DefaultSelector() as selector:
            selector.register(awake, selectors.EVENT_READ)
            while not self._signals and not self._failed:
                self._look_after()
                if selector.select(_TICK if self._ready else _TICK / 5):
                    os.read(awake, 4096)
        return self._end()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _look_after(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            if worker.process is None:
                if now >= worker.start_at:
                    self._start(worker, now)
            elif (code := worker.process.poll()) is not None:
                self._died(worker, code, now)
        if not self._ready:
            self._see_who_listens()

    def _see_who_listens(self) -> None:
        for worker in self._workers:
            worker.listened = worker.listened or worker.address.is_listening()
        if all(worker.listened for worker in self._workers):
            self._ready = True
            self._on_ready()

    def _start(self, worker: Worker, now: float) -> None:
        worker.started = now
        worker.process = subprocess.Popen(  # noqa: S603 (this same program)
            [sys.executable, *_command(worker.address)],
            # Its own group: Ctrl+C in a terminal comes here, and from here in good order.
            process_group=0,
            stdin=subprocess.DEVNULL,
        )

    def _died(self, worker: Worker, code: int, now: float) -> None:
        name = worker.address.worker
        worker.process = None
        # A killed worker (below 0) says nothing about the next one.
        if code > 0 and not self._ready and not worker.listened:
            logger.error("worker %s exited %d before it served", name, code)
            self._failed = True
            return
        if now - worker.started >= SETTLED_SECONDS:
            worker.delay = FIRST_DELAY
        worker.start_at = now + worker.delay
        logger.error("worker %s exited %d; again in %.1f s", name, code, worker.delay)
        worker.delay = min(worker.delay * 2, LONGEST_DELAY)

    def _end(self) -> int:
        """Ask all to end at once; after their time, or a second signal, end them the hard way."""
        self._tell(signal.SIGTERM)
        asked, deadline = self._signals, time.monotonic() + self._seconds
        while self._running() and time.monotonic() < deadline:
            if self._signals > asked:
                asked = self._signals
                self._tell(signal.SIGTERM)
            time.sleep(0.05)
        left = bool(self._running())
        self._tell(signal.SIGKILL)
        for process in self._running():
            process.wait()
        return 1 if left or self._failed else 0

    def _running(self) -> "list[subprocess.Popen[bytes]]":
        processes = [worker.process for worker in self._workers if worker.process is not None]
        return [process for process in processes if process.poll() is None]

    def _tell(self, number: int) -> None:
        for process in self._running():
            process.send_signal(number)


def _command(address: Address) -> list[str]:
    manage = Path(__file__).resolve().parents[2] / "manage.py"
    place = (
        ["--socket-dir", str(address.path.parent)]
        if address.path is not None
        else ["--host", address.host, "--port", str(address.port)]
    )
    return [str(manage), "serve", "--worker", address.worker, *place]
