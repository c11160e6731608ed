"""The launcher's WebSocket writer: straight to the socket, where nothing is queued before."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from daphne.ws_protocol import WebSocketProtocol

from project.launcher.ring import Ring

if TYPE_CHECKING:
    from project.launcher.websocket import WebSocket

logger = logging.getLogger(__name__)
_OPEN = WebSocketProtocol.STATE_OPEN
# The file of a writer that has none.
NONE = -1


class DirectWriter:
    """The contract of channels_socketio/writers.py, past Twisted's queue where that is empty.

    Twisted writes on the loop's next turn, at the cost of two calls to epoll a frame; a socket
    that can take the frame gets it at once. `file` is the socket's, while the WebSocket is open and
    nothing is queued, and else -1; whatever else writes or closes takes it back. To look that up in
    Autobahn's and Twisted's objects each time costs 2 of 9 µs: with a thousand sockets, none of it
    is cached.
    """

    __slots__ = ("_protocol", "_send", "_transport", "file")

    def __init__(self, protocol: "WebSocket") -> None:
        self.file = NONE
        self._protocol = protocol
        self._transport = protocol.transport
        self._send = protocol.transport.socket.send

    def write(self, data: bytes) -> int:
        """Send one or more whole, unmasked WebSocket frames. Never raises and never blocks."""
        if self.file == NONE and self.look() == NONE:
            return self._queue(data)
        try:
            sent = self._send(data)
        except OSError:
            # No room, or the line is gone: Twisted notices when it writes, and says so.
            sent = 0
        return 0 if sent == len(data) else self.rest(data, sent)

    def look(self) -> int:
        """`file`, as it is now."""
        clear = self._protocol.state == _OPEN and self.buffered() == 0
        self.file = self._transport.socket.fileno() if clear else NONE
        return self.file

    def rest(self, data: bytes, sent: int) -> int:
        """Queue what the system did not take of `data`; what waits then."""
        if sent == len(data):
            return 0
        self.file = NONE
        return self._queue(data[max(sent, 0) :])

    def _queue(self, data: bytes) -> int:
        if self._protocol.state != _OPEN:
            return 0
        self._transport.write(data)
        return self.buffered()

    def buffered(self) -> int:
        """Bytes that the kernel has not taken yet: what a slow reader costs this process."""
        transport = self._transport
        waiting: int = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        return waiting


class Together:
    """`websocket.together` of channels_socketio/writers.py: what many are sent, in one system call.

    A file's number means another socket once it is closed and opened anew. Sockets are closed on
    the loop alone, and whoever closes one takes its writer's `file` back at once.
    """

    def __init__(self, ring: Ring) -> None:
        self._ring = ring

    def __call__(
        self, writers: Sequence[DirectWriter], data: Sequence[bytes]
    ) -> Sequence[int] | None:
        files = [writer.file for writer in writers]
        if min(files) == NONE:
            files = [writer.look() for writer in writers]
            if min(files) == NONE:
                return self._apart(writers, data, files)
        took = self._ring.send(files, data)
        if took is None:
            return None
        return [w.rest(piece, sent) for w, piece, sent in zip(writers, data, took, strict=True)]

    def _apart(
        self, writers: Sequence[DirectWriter], data: Sequence[bytes], files: Sequence[int]
    ) -> list[int]:
        """The same, those that must go through their queue for themselves."""
        waiting = [0] * len(files)
        clear = [n for n, file in enumerate(files) if file != NONE]
        for n, file in enumerate(files):
            if file == NONE:
                waiting[n] = writers[n].write(data[n])
        if clear:
            found = self([writers[n] for n in clear], [data[n] for n in clear])
            for n, left in zip(clear, found or [0] * len(clear), strict=True):
                waiting[n] = left
        return waiting


def find_together() -> Together | None:
    """What writes to many at once on this thread's loop; None where the system has or allows none:
    Linux before 6.1, and many containers."""
    try:
        return Together(Ring())
    except OSError as error:
        logger.debug("each write is a system call of its own: %s", error)
        return None
