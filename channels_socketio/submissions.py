"""What other threads ask of the hub's loop: done there in order, what came together at once."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from channels_socketio.envelope import Envelope

logger = logging.getLogger(__name__)
# An envelope and the groups for which it is published.
Sending = tuple[Envelope, Sequence[str]]


class Submissions:
    """A queue that any thread fills and the loop empties, woken once for all that is there.

    `send` is called on the loop with what was to be sent, all that came one behind the other.
    """

    def __init__(self, send: Callable[[list[Sending]], None]) -> None:
        self._send = send
        self._queue: deque[Sequence[Sending] | Callable[[], None]] = deque()
        self._woken = False

    def clear(self) -> None:
        """Forget what is there: its loop has ended."""
        self._queue.clear()
        self._woken = False

    def put(
        self, loop: asyncio.AbstractEventLoop, what: Sequence[Sending] | Callable[[], None]
    ) -> bool:
        """Have it sent, or called, on the loop; whether the loop is there to do it."""
        # Appended before it is asked whether the loop was woken, which the loop forgets before it
        # takes: whatever the order of the threads, nothing stays behind.
        self._queue.append(what)
        if self._woken:
            return True
        self._woken = True
        try:
            loop.call_soon_threadsafe(self._take)
        except RuntimeError:
            self.clear()
            return False
        return True

    def _take(self) -> None:
        self._woken = False
        sendings: list[Sending] = []
        while self._queue:
            what = self._queue.popleft()
            if callable(what):
                self._flush(sendings)
                sendings = []
                _guarded(what)
            else:
                sendings.extend(what)
        self._flush(sendings)

    def _flush(self, sendings: list[Sending]) -> None:
        if sendings:
            _guarded(lambda: self._send(sendings))


def _guarded(act: Callable[[], Any]) -> None:
    try:
        act()
    except Exception:
        logger.exception("what a thread asked of the hub failed")
