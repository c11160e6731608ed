"""Frames of one turn of the loop leave in one write a socket.

A system call a delivery is most of what a delivery costs (5 of 7 µs). A process that has much to
say says several things in the same turn, to the same sockets: they are joined once for all of them.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from channels_socketio.frames import Frame

# More than so many bytes wait for no turn: a burst of one handler would stand in memory.
MOST_BYTES = 65_536
# How long frames may wait for others, in turns in which none came, and at most in seconds. A frame
# that is read takes three turns until it is sent on: reader, consumer, handler.
QUIET_TURNS = 4
WINDOW = 0.001
# After so many turns with nothing to join, or so many seconds without any, parts of many need not
# wait for each other.
ALONE = 32
REST = 0.02
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
        self._runs: list[Frame | Run] = []
        self._joined = 0
        self._pays = False
        # What goes to many in parts, before the turn's end; whether another came after it, which
        # would have been joined to it.
        self._ahead: Frame | None = None
        self._late = False
        # In how many turns in a row nothing was, or would have been, joined.
        self._alone = 0
        self._due = False
        # When the last of them ended, and whether this one began long after.
        self._ended = 0.0
        self._rested = False
        self._since = 0.0
        self._seen = self._quiet = 0

    def begin(self, transport: Joined) -> None:
        """A transport has something to write, the first one in this turn."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._turn)
            self._since, self._seen, self._quiet = time.monotonic(), 0, 0
            self._rested = self._since - self._ended > REST
        self.waiting.append(transport)

    def join(self, run: "Frame | Run", frame: Frame) -> Run:
        """`run` and `frame` after it. Made once for all who ask in turn."""
        self._joined += 1
        if run.after is frame and run.then is not None:
            return run.then
        if run.then is None:
            self._runs.append(run)
        run.after, run.then = frame, Run(run, frame)
        return run.then

    def part(self, frame: Frame) -> None:
        """Of many who get `frame`, some have it waiting. They need not wait for all the others: it
        is written, unless it pays to wait for more."""
        if self._ahead is None:
            self._ahead = frame
        self._late = self._late or self._ahead is not frame
        if (self._rested or self._alone >= ALONE) and not self._late:
            self._write()

    def _turn(self) -> None:
        if self._pays and time.monotonic() - self._since < WINDOW:
            count = len(self.waiting) + self._joined
            self._quiet = self._quiet + 1 if count == self._seen else 0
            self._seen = count
            if self._quiet < QUIET_TURNS:
                asyncio.get_running_loop().call_soon(self._turn)
                return
        self.flush()

    def flush(self) -> None:
        """Write all that waits."""
        joined = self._joined + (len(self.waiting) if self._late else 0)
        self._pays = joined * 2 > len(self.waiting) > FEW
        self._alone = 0 if joined else self._alone + 1
        self._joined, self._ahead, self._late, self._due = 0, None, False, False
        self._write()
        # They hold each other: left so, each broadcast would be for the garbage collector.
        for run in self._runs:
            run.after = run.then = None
        self._runs.clear()
        self._ended = time.monotonic()

    def _write(self) -> None:
        waiting, self.waiting = self.waiting, []
        self.write(waiting)
