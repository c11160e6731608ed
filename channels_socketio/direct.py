"""A WebSocket whose server takes whole frames: `writers.py`.

What many of them have to write at the end of a turn goes out together, where the server can.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from channels_socketio.engine import Told, untold
from channels_socketio.frames import Frame
from channels_socketio.joining import MOST_BYTES, Joiner, Run
from channels_socketio.writers import Together, Writer

logger = logging.getLogger(__name__)
# A writer that takes all is told of in steps of so many bytes: what counts them is several objects
# away, and with a thousand sockets none of those is in the processor's cache.
TELL_BYTES = 4_096
# What may wait for the end of the turn before volatile events are dropped.
VOLATILE_BYTES = 4_096
# Fewer are written as quickly one by one.
WORTH_IT = 4


class DirectTransport:
    """Gives prebuilt frames to the server's writer, those of one turn together, and closes through
    ASGI."""

    __slots__ = ("_closing", "_joiner", "_send", "code", "name", "run", "size", "told", "writer")

    def __init__(self, send: Any, writer: Writer, joiner: Joiner) -> None:
        self.name = "websocket"
        self.code = 1000
        self.told: Told = untold
        self.writer = writer
        # What waits for the end of the turn, and what was written and not yet told of.
        self.run: Frame | Run | None = None
        self.size = 0
        self._send = send
        self._joiner = joiner
        self._closing: asyncio.Task[None] | None = None

    def writable(self) -> bool:
        """See Transport. What a few others said in this turn stands in nobody's way."""
        if self._closing is not None or self.writer.buffered():
            return False
        return self.run is None or self.run.length < VOLATILE_BYTES

    def buffered(self) -> int:
        """See Transport."""
        return self.writer.buffered() + (0 if self.run is None else self.run.length)

    def send(self, frame: Frame) -> None:
        """See Transport."""
        if self._closing is not None:
            return
        if self.run is None:
            self.run = frame
            waiting = self._joiner.waiting
            # Not in a call of its own, which would be a tenth of what is not the system's.
            if waiting:
                waiting.append(self)
            else:
                self._joiner.begin(self)
        else:
            self.run = self._joiner.join(self.run, frame)
            if self.run.length > MOST_BYTES:
                self.flush()

    def flush(self) -> None:
        """Write what waits."""
        run = self.run
        if run is not None:
            self.run = None
            self.size += run.size
            waiting = self.writer.write(run.wire)
            if waiting or self.size > TELL_BYTES:
                self.tell(waiting)

    def tell(self, waiting: int) -> None:
        """Say what was written, and what waits of it in this process."""
        size, self.size = self.size, 0
        self.told(size, waiting)

    def close(self) -> None:
        """See Transport."""
        if self._closing is None:
            self.flush()
            closing = close_websocket(self._send, self.code)
            self._closing = asyncio.get_running_loop().create_task(closing)


def flush_together(together: Together, transports: Sequence[DirectTransport]) -> None:
    """Write what waits in each of them, in as few of the system's calls as the server can."""
    if len(transports) < WORTH_IT:
        for transport in transports:
            transport.flush()
        return
    writing, data, full = _taken(transports)
    if not writing:
        return
    waiting = together([transport.writer for transport in writing], data)
    if full or waiting is not None:
        _tell(writing, waiting or [0] * len(writing))


def _taken(
    transports: Sequence[DirectTransport],
) -> tuple[list[DirectTransport], list[bytes], bool]:
    """Those that have something to write, what it is, and whether some have much to tell of."""
    writing: list[DirectTransport] = []
    data: list[bytes] = []
    full = False
    last: Frame | Run | None = None
    wire = b""
    for transport in transports:
        run = transport.run
        if run is None:
            continue
        if run is not last:  # nearly all have the same
            last, wire = run, run.wire
        transport.run = None
        transport.size += run.size
        full = full or transport.size > TELL_BYTES
        writing.append(transport)
        data.append(wire)
    return writing, data, full


def _tell(transports: Sequence[DirectTransport], waiting: Sequence[int]) -> None:
    for transport, left in zip(transports, waiting, strict=True):
        if left or transport.size > TELL_BYTES:
            transport.tell(left)


async def close_websocket(send: Any, code: int) -> None:
    """Close with 1000, or 3000 to 4999: Daphne takes no other code. It may be closed."""
    try:
        await send({"type": "websocket.close", "code": code})
    except Exception as error:
        logger.debug("closing failed: %r", error)
