"""WebSocket as a transport.

A server may offer a writer for whole frames in `scope["extensions"]["websocket.writer"]`: its
contract is in `writers.py`. Each frame is then built once for all its receivers, joined with the
others of its turn and written to the socket as it is. Without one, the same frames go through
ASGI's `send`, one by one.
"""

import asyncio
import logging
from collections import deque
from functools import partial
from typing import Any

from channels_socketio.direct import DirectTransport, close_websocket, flush_together
from channels_socketio.engine import Told, Transport, untold
from channels_socketio.frames import Frame, websocket_frame
from channels_socketio.joining import Joiner
from channels_socketio.writers import EXTENSION, GROUP, TOGETHER, DaphneWriter

logger = logging.getLogger(__name__)


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
        protocol = send.args[0] if isinstance(send, partial) and send.args else None
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
            await close_websocket(self._send, self.code)

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
    extensions = scope.get("extensions") or {}
    writer, together = extensions.get(EXTENSION), extensions.get(TOGETHER)
    if writer is None:
        return AsgiTransport(send)
    if together is not None:
        joiner.write = partial(flush_together, together)
        joiner.group = extensions.get(GROUP)
    return DirectTransport(send, writer, joiner)
