"""An answer is made no faster than its client reads it."""

import asyncio
import contextlib


class Pace:
    """Whether there is room for more of an answer: what Twisted calls a push producer.

    Daphne takes all that an application sends, however slowly it is read: a file of 100 MB would
    stand in memory once for each client.
    """

    def __init__(self) -> None:
        self._room = asyncio.Event()
        self._room.set()

    def pauseProducing(self) -> None:  # noqa: N802 (Twisted's name)
        """The line is full."""
        self._room.clear()

    def resumeProducing(self) -> None:  # noqa: N802 (Twisted's name)
        """There is room again."""
        self._room.set()

    def stopProducing(self) -> None:  # noqa: N802 (Twisted's name)
        """The client is gone: nobody needs to wait."""
        self._room.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for room; False where there is none for so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._room.wait(), seconds)
        return self._room.is_set()
