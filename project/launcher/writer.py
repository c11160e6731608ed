"""The launcher's WebSocket writer: straight to the socket, where nothing is queued before."""

import logging
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

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
    # How often any `file` was taken back.
    changes: ClassVar[int] = 0

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

    def take_back(self) -> None:
        """Something else is written, or it is closed: `file` may be wrong."""
        if self.file != NONE:
            self.file = NONE
            DirectWriter.changes += 1

    def rest(self, data: bytes, sent: int) -> int:
        """Queue what the system did not take of `data`; what waits then."""
        if sent == len(data):
            return 0
        self.take_back()
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
        self.ring = ring

    def __call__(
        self, writers: Sequence[DirectWriter], data: Sequence[bytes]
    ) -> Sequence[int] | None:
        files = [writer.file for writer in writers]
        if min(files) == NONE:
            files = [writer.look() for writer in writers]
            if min(files) == NONE:
                return self._apart(writers, data, files)
        took = self.ring.send(files, data)
        if took is None:
            return None
        return [w.rest(piece, sent) for w, piece, sent in zip(writers, data, took, strict=True)]

    def group(self, writers: Sequence[DirectWriter]) -> "Group":
        """`websocket.group` of channels_socketio/writers.py."""
        return Group(self, writers)

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


class Group:
    """Many that are sent the same, with their files side by side: while none was taken back, none
    of the writers is looked at. Of thousands, none is in the processor's cache."""

    def __init__(self, together: Together, writers: Sequence[DirectWriter]) -> None:
        self._together = together
        self._writers = list(writers)
        self._files = array("i")
        self._changes = -1

    def write(self, data: bytes, without: Sequence[int]) -> Sequence[int] | None:
        """Write `data` to each but those at `without`; what waits of each, None for nothing."""
        found = self._send(data, without) if self._all_clear() else self._ask(data, without)
        if found is not None:
            for place in without:
                found.insert(place, 0)
        return found

    def _send(self, data: bytes, without: Sequence[int]) -> list[int] | None:
        files = _but(self._files, without)
        took = self._together.ring.send(files, [data] * len(files))
        if took is None:
            return None
        writers = _but(self._writers, without)
        return [writer.rest(data, sent) for writer, sent in zip(writers, took, strict=True)]

    def _ask(self, data: bytes, without: Sequence[int]) -> list[int] | None:
        writers = _but(self._writers, without)
        found = self._together(writers, [data] * len(writers)) if writers else None
        return None if found is None else list(found)

    def _all_clear(self) -> bool:
        if self._changes != DirectWriter.changes:
            files = [writer.file for writer in self._writers]
            if NONE in files:
                return False
            self._files = array("i", files)
            self._changes = DirectWriter.changes
        return True


def _but(items: Any, places: Sequence[int]) -> Any:
    """A list or an array without what is at some places, which ascend."""
    if not places:
        return items
    kept, start = items[:0], 0
    for place in places:
        kept += items[start:place]
        start = place + 1
    return kept + items[start:]


def find_together() -> Together | None:
    """What writes to many at once on this thread's loop; None where the system has or allows none:
    Linux before 6.1, and many containers."""
    try:
        return Together(Ring())
    except OSError as error:
        logger.debug("each write is a system call of its own: %s", error)
        return None
