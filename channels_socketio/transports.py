"""WebSocket as a transport.

A server may offer a writer for whole frames in `scope["extensions"]["websocket.writer"]`: its
contract is in `writers.py`. Each frame is then built once for all its receivers, joined with the
others of its turn and written to the socket as it is. Without one, the same frames go through
ASGI's `send`, one by one.
"""

import asyncio
import functools
import logging
from collections import deque
from typing import Any

from channels_socketio.engine import Told, Transport, untold
from channels_socketio.frames import Frame, websocket_frame
from channels_socketio.joining import MOST_BYTES, Joiner, Run
from channels_socketio.writers import EXTENSION, DaphneWriter, Writer

logger = logging.getLogger(__name__)
# A writer that takes all is told of in steps of so many bytes: what counts them is several objects
# away, and with a thousand sockets none of those is in the processor's cache.
TELL_BYTES = 4_096
# What may wait for the end of the turn before volatile events are dropped.
VOLATILE_BYTES = 4_096


class DirectTransport:
    """Gives prebuilt frames to the server's writer, those of one turn together, and closes through
    ASGI."""

    __slots__ = ("_closing", "_joiner", "_run", "_send", "_size", "_writer", "code", "name", "told")

    def __init__(self, send: Any, writer: Writer, joiner: Joiner) -> None:
        self.name = "websocket"
        self.code = 1000
        self.told: Told = untold
        self._writer = writer
        self._send = send
        self._joiner = joiner
        # Written and not yet told of.
        self._size = 0
        # What waits for the end of the turn.
        self._run: Frame | Run | None = None
        self._closing: asyncio.Task[None] | None = None

    def writable(self) -> bool:
        """See Transport. What a few others said in this turn stands in nobody's way."""
        if self._closing is not None or self._writer.buffered():
            return False
        return self._run is None or self._run.length < VOLATILE_BYTES

    def buffered(self) -> int:
        """See Transport."""
        return self._writer.buffered() + (0 if self._run is None else self._run.length)

    def send(self, frame: Frame) -> None:
        """See Transport."""
        if self._closing is not None:
            return
        if self._run is None:
            self._run = frame
            waiting = self._joiner.waiting
            # Not in a call of its own, which would be a tenth of what is not the system's.
            if waiting:
                waiting.append(self)
            else:
                self._joiner.begin(self)
        else:
            self._run = self._joiner.join(self._run, frame)
            if self._run.length > MOST_BYTES:
                self.flush()

    def flush(self) -> None:
        """Write what waits."""
        run = self._run
        if run is not None:
            self._run = None
            self._size += run.size
            waiting = self._writer.write(run.wire)
            if waiting or self._size > TELL_BYTES:
                size, self._size = self._size, 0
                self.told(size, waiting)

    def close(self) -> None:
        """See Transport."""
        if self._closing is None:
            self.flush()
            self._closing = asyncio.get_running_loop().create_task(_close(self._send, self.code))


class AsgiTransport:
    """Sends through ASGI, in order, by a task that lives while there is something to send."""

    def __init__(self, send: Any) -> None:
        self.name = "websocket"
        self.code = 1000
        self.told: Told = untold
        self._send = send
        self._frames: deque[Frame] = deque()
        self._waiting = 0
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        # Stock Daphne tells nobody how much it holds; its transport knows.
        protocol = send.args[0] if isinstance(send, functools.partial) and send.args else None
        known = hasattr(protocol, "transport") and hasattr(protocol, "STATE_OPEN")
        self._below = DaphneWriter(protocol) if known else None

    def send(self, frame: Frame) -> None:
        """See Transport."""
        if not self._closed:
            self._frames.append(frame)
            self._waiting += frame.size
            self._wake()
            self.told(frame.size, self.buffered())

    def close(self) -> None:
        """See Transport."""
        if not self._closed:
            self._closed = True
            self._wake()

    def buffered(self) -> int:
        """See Transport."""
        return self._waiting + (0 if self._below is None else self._below.buffered())

    def writable(self) -> bool:
        """See Transport."""
        return not self._closed and not self.buffered()

    def _wake(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._frames:
                frame = self._frames.popleft()
                self._waiting -= frame.size
                for part in frame.parts:
                    await self._send_part(part)
        except Exception as error:
            logger.debug("sending failed: %r", error)
            self._frames.clear()
        finally:
            self._task = None
        if self._closed:
            await _close(self._send, self.code)

    async def _send_part(self, part: str | bytes) -> None:
        if not part and self._below is not None:
            # Daphne takes an empty frame from ASGI and never sends it.
            self._below.write(websocket_frame(part))
        else:
            key = "text" if isinstance(part, str) else "bytes"
            await self._send({"type": "websocket.send", key: part})


# `code` is what the WebSocket is closed with.
WebSocketTransport = DirectTransport | AsgiTransport


class Base64Transport:
    """Over another transport, for a client that takes no binary frames (`b64=1`)."""

    name = "websocket"

    def __init__(self, below: Transport) -> None:
        self._below = below
        self.close = below.close
        self.buffered = below.buffered
        self.writable = below.writable

    @property
    def told(self) -> Told:
        """See Transport."""
        return self._below.told

    @told.setter
    def told(self, told: Told) -> None:
        self._below.told = told

    def send(self, frame: Frame) -> None:
        """See Transport."""
        self._below.send(frame.base64)


def make_transport(scope: dict[str, Any], send: Any, joiner: Joiner) -> WebSocketTransport:
    """The transport of an accepted WebSocket. `joiner` is the hub's."""
    writer = (scope.get("extensions") or {}).get(EXTENSION)
    return AsgiTransport(send) if writer is None else DirectTransport(send, writer, joiner)


async def _close(send: Any, code: int) -> None:
    """Close with 1000, or 3000 to 4999: Daphne takes no other code. It may be closed."""
    try:
        await send({"type": "websocket.close", "code": code})
    except Exception as error:
        logger.debug("closing failed: %r", error)
