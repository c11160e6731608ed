"""One plain WebSocket: one socket in one namespace, which it joins as it opens.

Joining, handlers, rooms and bounds are Connection's. What differs is what frames look like, that
there is no Engine.IO around them, and that an error is told rather than closed upon.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from channels_socketio.connection import Connection
from channels_socketio.engine import Engine
from channels_socketio.errors import ConnectionRefused, DisconnectReason, PacketError, SessionClosed
from channels_socketio.frames import Frame, PlainFrame
from channels_socketio.options import Options
from channels_socketio.packet import Packet, PacketType
from channels_socketio.plain import decode, error_frame
from channels_socketio.session import Session
from channels_socketio.socket import Socket

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.namespaces import Namespaces
    from channels_socketio.transports import WebSocketTransport

REFUSED = 4003
# RFC 6455's own codes with a 4 in front: Daphne closes with none of those. Else it is 1000.
CLOSE_CODES = {
    DisconnectReason.SHUTTING_DOWN: 4001,
    DisconnectReason.CONNECT_TIMEOUT: 4008,
    DisconnectReason.FLOOD: 4008,
    DisconnectReason.SLOW_READER: 4008,
    DisconnectReason.PARSE_ERROR: 4009,
    DisconnectReason.TRANSPORT_ERROR: 4011,
}
WORDS = {
    DisconnectReason.FLOOD: "too many frames at once: send them more slowly",
    DisconnectReason.PARSE_ERROR: "a frame is too long",
}


class PlainSession(Session):
    """A session without a handshake and without pings: the WebSocket's own watch the line."""

    def __init__(self, sid: str, options: Options, now: float) -> None:
        super().__init__(sid, options, now)
        self._ping_at = math.inf
        # Nothing confirms it: what waits in this process is the bound (Transport.told).
        self.unasked = math.inf


class PlainEngine(Engine):
    """Frames as they are. `raw` is set by the connection."""

    session_type: ClassVar[type[Session]] = PlainSession
    transport: "WebSocketTransport"
    raw = False

    def open(self, upgrades: tuple[str, ...] = ()) -> None:
        """Start the clock."""
        self._arm()

    def _write(self, frame: Frame) -> None:
        """Write a frame's content, as plain clients read it."""
        plain = frame if isinstance(frame, PlainFrame) else frame.plain(raw=self.raw)
        if plain.parts:
            self.transport.send(plain)

    @property
    def way(self) -> Callable[[Frame], None]:
        """See Engine."""
        return self._write

    def _take(self, data: str | bytes) -> str | bytes | None:
        if len(data) * 4 > self.options.max_http_buffer_size:
            self._check_size(data)
        return data if self.session.heard(self._loop.time()) else None

    def refuse(self) -> None:
        """Close with the code that says so."""
        self.transport.code = REFUSED
        self.close(DisconnectReason.FORCED_CLOSE)

    def _last_words(self, reason: DisconnectReason) -> None:
        """See Engine."""
        if reason in CLOSE_CODES:
            self.transport.code = CLOSE_CODES[reason]
        if reason in WORDS and not self.raw:
            self.transport.send(PlainFrame([error_frame(WORDS[reason])]))


class PlainConnection(Connection):
    """Made and used as a Connection is, with the namespace's name beside."""

    engine_type: ClassVar[type[Engine]] = PlainEngine
    recoverable: ClassVar[bool] = False
    engine: PlainEngine

    def __init__(
        self,
        hub: "Hub",
        namespaces: "Namespaces",
        transport: "WebSocketTransport",
        scope: dict[str, Any],
        *,
        identity: str = "",
        name: str,
    ) -> None:
        super().__init__(hub, namespaces, transport, scope, identity=identity)
        self._name = name

    def open(self, upgrades: tuple[str, ...] = ()) -> None:
        """Join the namespace."""
        super().open()
        try:
            self._connect(Packet(PacketType.CONNECT, None, self._name))
        except SessionClosed as closed:
            self.close(closed.reason)
        if self._name in self.sockets:
            self.engine.raw = self.sockets[self._name].namespace.plain_text == "raw"

    def _message(self, message: str | bytes) -> None:
        socket = self.sockets[self._name]
        try:
            packet = decode(message, raw=self.engine.raw)
        except PacketError as error:
            self.engine.send(PlainFrame([error_frame(str(error))]))
            return
        if packet.type is PacketType.ACK:
            socket.acknowledged(packet.id, packet.data)
        else:
            _spread(socket, packet)
            self._enqueue(socket, packet)

    def _refuse(self, namespace: str, refusal: ConnectionRefused) -> None:
        super()._refuse(namespace, refusal)
        self.engine.refuse()

    def kick(self, socket: Socket, *, close: bool) -> None:
        """The server ends the socket, and with it all there is."""
        super().kick(socket, close=True)


def _spread(socket: Socket, packet: Packet) -> None:
    """An array is several arguments for a handler that takes no fewer."""
    event, *args = packet.data
    handler = socket.namespace.handlers.get(event)
    if handler is not None and handler.least > 1 and args and isinstance(args[0], list):
        packet.data = [event, *args[0]]
