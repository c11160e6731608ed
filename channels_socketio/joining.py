"""Frames of one turn of the loop leave in one write a socket.

A system call a delivery is most of what a delivery costs (5 of 7 µs). A process that has much to
say says several things in the same turn, to the same sockets: they are joined once for all of them.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from channels_socketio.frames import Frame
from channels_socketio.writers import Group

# More than so many bytes wait for no turn: a burst of one handler would stand in memory.
MOST_BYTES = 65_536
# How long frames may wait for others, in turns in which none came, and at most in seconds. A frame
# that is read takes three turns until it is sent on: reader, consumer, handler.
QUIET_TURNS = 4
WINDOW = 0.001
# Too few sockets to be worth any waiting.
FEW = 16


class Run:
    """Frames that leave in one write, shared by every socket that is sent the same."""

    __slots__ = ("_before", "_frame", "_wire", "after", "length", "size", "then")

    def __init__(self, before: "Frame | Run", frame: Frame) -> None:
        self._before = before
        self._frame = frame
        self._wire: bytes | None = None
        self.size: int = before.size + frame.size
        self.length: int = before.length + frame.length
        # The last frame that was joined to this, and what came of it.
        self.after: Frame | None = None
        self.then: Run | None = None

    @property
    def wire(self) -> bytes:
        """All frames in one piece."""
        if self._wire is None:
            parts: list[bytes] = []
            run: Frame | Run = self
            while isinstance(run, Run):
                parts.append(run._frame.wire)
                run = run._before
            parts.append(run.wire)
            self._wire = b"".join(reversed(parts))
        return self._wire


class Joined(Protocol):
    """What waits to be written: a transport."""

    def flush(self) -> None:
        """Write what waits, if it still does. Must not raise."""


def _one_by_one(waiting: Sequence[Joined]) -> None:
    for transport in waiting:
        transport.flush()


class Joiner:
    """The writes of one turn, and when they are due. Used on the hub's loop.

    They are due with the next turn. While that joins frames for most of many sockets, it is worth
    waiting for a few more: not longer than `WINDOW`, and not when nothing comes.
    """

    def __init__(self) -> None:
        # Who has something to write: the first of them `begin`s, the others put themselves here.
        self.waiting: list[Joined] = []
        # How they write it, when it is due: as each does for itself, or all of them together.
        self.write: Callable[[Sequence[Any]], None] = _one_by_one
        # How the same is written to many, again and again; None where the server has no such thing.
        self.group: Callable[[Sequence[Any]], Group] | None = None
        # What is given to them only then, and how many times something was added to that.
        self._give: Callable[[], None] | None = None
        self._held = 0
        self._runs: list[Frame | Run] = []
        self._joined = self._written = 0
        # Whether in the last turn much was joined.
        self.pays = False
        self._due = False
        self._since = 0.0
        self._seen = self._quiet = 0

    def begin(self, transport: Joined) -> None:
        """A transport has something to write, the first one in this turn."""
        self._wake()
        self.waiting.append(transport)

    def hold(self, give: Callable[[], None]) -> None:
        """Call `give` before what waits is written, once, however often it is held."""
        self._wake()
        self._give = give
        self._held += 1

    def _wake(self) -> None:
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._turn)
            self._since, self._seen, self._quiet = time.monotonic(), 0, 0

    def join(self, run: "Frame | Run", frame: Frame) -> Run:
        """`run` and `frame` after it. Made once for all who ask in turn."""
        self._joined += 1
        if run.after is frame and run.then is not None:
            return run.then
        if run.then is None:
            self._runs.append(run)
        run.after, run.then = frame, Run(run, frame)
        return run.then

    def joined(self, frames: int, writes: int = 0) -> None:
        """So many frames were joined before they were given to sockets, or written past them."""
        self._joined += frames
        self._written += writes

    def _turn(self) -> None:
        if self.pays and time.monotonic() - self._since < WINDOW:
            count = len(self.waiting) + self._joined + self._held
            self._quiet = self._quiet + 1 if count == self._seen else 0
            self._seen = count
            if self._quiet < QUIET_TURNS:
                asyncio.get_running_loop().call_soon(self._turn)
                return
        self.flush()

    def flush(self) -> None:
        """Write all that waits."""
        give, self._give, self._held = self._give, None, 0
        try:
            if give is not None:
                give()
            self.write_all()
        finally:
            self._end()

    def _end(self) -> None:
        self.pays = self._joined * 2 > self._written > FEW
        self._joined, self._written, self._due = 0, 0, False
        # They hold each other: left so, each broadcast would be for the garbage collector.
        for run in self._runs:
            run.after = run.then = None
        self._runs.clear()
        if self.waiting:  # something failed, which is not to be theirs to bear
            self._wake()

    def write_all(self) -> None:
        """Write what waits, and what that leads to: nothing waits then."""
        while self.waiting:
            waiting, self.waiting = self.waiting, []
            self._written += len(waiting)
            self.write(waiting)
