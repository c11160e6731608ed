"""The launcher's WebSocket writer: straight to the socket, where nothing is queued before."""

from typing import TYPE_CHECKING

from daphne.ws_protocol import WebSocketProtocol

if TYPE_CHECKING:
    from project.launcher.websocket import WebSocket

_OPEN = WebSocketProtocol.STATE_OPEN


class DirectWriter:
    """The contract of channels_socketio/writers.py, past Twisted's queue where that is empty.

    Twisted writes on the loop's next turn, at the cost of two calls to epoll a frame; a socket
    that can take the frame gets it at once. `clear` says that the WebSocket is open and nothing
    is queued; whatever else writes or closes takes it back. To look that up in Autobahn's and
    Twisted's objects each time costs 2 of 9 µs: with a thousand sockets, none of it is cached.
    """

    __slots__ = ("_protocol", "_send", "_transport", "clear")

    def __init__(self, protocol: "WebSocket") -> None:
        self.clear = False
        self._protocol = protocol
        self._transport = protocol.transport
        self._send = protocol.transport.socket.send

    def write(self, data: bytes) -> int:
        """Send one or more whole, unmasked WebSocket frames. Never raises and never blocks."""
        if not self.clear and not self._is_clear():
            return self._queue(data)
        try:
            sent = self._send(data)
        except OSError:
            # No room, or the line is gone: Twisted notices when it writes, and says so.
            sent = 0
        if sent == len(data):
            return 0
        self.clear = False
        return self._queue(data[sent:])

    def _is_clear(self) -> bool:
        self.clear = self._protocol.state == _OPEN and self.buffered() == 0
        return self.clear

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
