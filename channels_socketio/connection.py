"""One client's engine: its session, its transport, and its sockets by namespace.

PROTOCOL "Socket.IO 5", CONNECT and "The engine is closed on". What the client sends is taken at
once, here, whatever its handlers do: pongs and acks are never behind a handler.
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from channels_socketio.engine_packet import EnginePacket
from channels_socketio.engine_packet import decode as decode_engine
from channels_socketio.errors import ConnectionRefused, DisconnectReason, PacketError, SessionClosed
from channels_socketio.frames import Frame, message_frame
from channels_socketio.mailbox import Mailbox
from channels_socketio.options import Options
from channels_socketio.packet import Decoder, Packet, PacketType, encode
from channels_socketio.session import Session
from channels_socketio.socket import Socket

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.namespace import Namespace

logger = logging.getLogger(__name__)
# Sockets that ended while a handler of theirs runs on: a client that joins and leaves in a loop.
MAX_LINGERING = 8


class Transport(Protocol):
    """What carries frames. It only moves bytes; it never raises and never blocks."""

    name: str

    def send(self, frame: Frame) -> None:
        """Write a frame after those before it; dropped when the transport is gone."""

    def close(self) -> None:
        """Close after what was sent. Again is harmless."""

    def buffered(self) -> int:
        """Bytes that wait in this process; 0 when that is unknown."""


class Connection:
    """Made by a transport's consumer, which calls `open`, then `receive` for each frame and
    `lost` at the end, all on the hub's loop."""

    def __init__(
        self,
        hub: "Hub",
        namespaces: "Mapping[str, Namespace]",
        transport: Transport,
        scope: dict[str, Any],
    ) -> None:
        self.options: Options = hub.options
        self.transport = transport
        self.scope = scope
        self.sockets: dict[str, Socket] = {}
        self._hub = hub
        self._namespaces = namespaces
        self._loop = asyncio.get_running_loop()
        self.session = Session(hub.new_sid(), self.options, self._loop.time())
        self._decoder = Decoder(max_attachments=self.options.max_attachments)
        self._mailboxes: dict[Socket, Mailbox] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._shut_down = False

    def open(self) -> None:
        """Greet the client and start the clock."""
        self._hub.opened(self)
        self._send_packet(self.session.open_packet())
        self._arm()

    async def finished(self, within: float) -> None:
        """Return when the handlers of an ended connection are done, or after `within` s."""
        deadline = self._loop.time() + within
        while self._running and (left := deadline - self._loop.time()) > 0:
            await asyncio.wait(self._running, timeout=left)

    # -- Out --------------------------------------------------------------------------------------

    def send(self, frame: Frame) -> None:
        """Write a frame. A client that has not confirmed too much is closed."""
        if self.session.closed is not None:
            return
        self.transport.send(frame)
        try:
            ping = self.session.sent(frame.size, self._loop.time())
        except SessionClosed as closed:
            self._shut(closed.reason)
            return
        if self.transport.buffered() > self.options.outbound_bytes:
            self.close(DisconnectReason.SLOW_READER)
        elif ping is not None:
            self._send_packet(ping)
            self._arm()

    def _send_packet(self, packet: EnginePacket) -> None:
        self.transport.send(Frame([packet]))

    def _send(self, packet: Packet) -> None:
        self.send(message_frame(encode(packet)[0]))

    # -- Time -------------------------------------------------------------------------------------

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self.session.closed is None:
            self._timer = self._loop.call_at(self.session.deadline, self._tick)

    def _tick(self) -> None:
        try:
            ping = self.session.tick(self._loop.time())
        except SessionClosed as closed:
            self._shut(closed.reason)
            return
        if ping is not None:
            self._send_packet(ping)
        self._arm()

    # -- In ---------------------------------------------------------------------------------------

    def receive(self, data: str | bytes) -> None:
        """Take one frame. Whatever it holds, nothing is raised: at the worst the engine closes."""
        try:
            self._check_size(data)
            message = self.session.receive(decode_engine(data), self._loop.time())
            if self._timer is not None and self.session.deadline < self._timer.when():
                self._arm()
            packet = None if message is None else self._decoder.feed(message)
            if self._decoder.held > self.options.inbound_bytes:
                raise PacketError("attachments are too long")
            if packet is not None:
                self._dispatch(packet)
        except SessionClosed as closed:
            self._shut(closed.reason)
        except PacketError as error:
            logger.debug("%s: %s", self.session.sid, error)
            self.close(DisconnectReason.PARSE_ERROR)
        except Exception:
            logger.exception("receiving failed")
            self.close(DisconnectReason.TRANSPORT_ERROR)

    def _check_size(self, data: str | bytes) -> None:
        most = self.options.max_http_buffer_size
        if len(data) * 4 <= most:
            return
        size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "replace"))
        if size > most:
            raise PacketError("over maxPayload")

    def _dispatch(self, packet: Packet) -> None:
        if packet.type is PacketType.CONNECT:
            self._connect(packet)
            return
        socket = self.sockets.get(packet.namespace)
        if socket is None or not (socket.connected or packet.type is PacketType.DISCONNECT):
            self.session.close(DisconnectReason.FORCED_CLOSE)
        elif packet.type is PacketType.EVENT:
            self._enqueue(socket, packet)
        elif packet.type is PacketType.ACK:
            socket.acknowledged(packet.id, packet.data)
        else:
            self._end(socket, DisconnectReason.CLIENT_NAMESPACE)

    def _enqueue(self, socket: Socket, packet: Packet) -> None:
        mailbox = self._mailboxes[socket]
        bytes_waiting = mailbox.bytes + packet.size
        if len(mailbox) >= self.options.inbound_queue or bytes_waiting > self.options.inbound_bytes:
            self.session.close(DisconnectReason.FLOOD)
        mailbox.put(partial(socket.handle, packet.data, packet.id), packet.size)

    # -- Joining and leaving ----------------------------------------------------------------------

    def _connect(self, packet: Packet) -> None:
        if packet.namespace in self.sockets or self._hub.draining:
            self.session.close(DisconnectReason.FORCED_CLOSE)
        if len(self._running) > MAX_LINGERING + len(self.sockets):
            self.session.close(DisconnectReason.FLOOD)
        namespace = self._namespaces.get(packet.namespace)
        if namespace is None:
            self._refuse(packet.namespace, "Invalid namespace", None)
            return
        self._hub.introduced(self)
        socket = Socket(self, namespace, self._hub)
        self.sockets[packet.namespace] = socket
        self._mailboxes[socket] = Mailbox(self._running)
        self._mailboxes[socket].put(partial(self._join, socket, packet.data))

    async def _join(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        try:
            await self._hub.add(socket)
            if self.sockets.get(socket.namespace.name) is not socket:
                return
            await socket.namespace.on_connect(socket, auth)
        except ConnectionRefused as refusal:
            self._reject(socket, refusal.message, refusal.data)
        except Exception:
            logger.exception("on_connect failed")
            self._reject(socket, "internal error", None)
        else:
            socket.admitted = True
            self._welcome(socket)

    def _welcome(self, socket: Socket) -> None:
        if self.sockets.get(socket.namespace.name) is socket:
            self._send(Packet(PacketType.CONNECT, {"sid": socket.sid}, socket.namespace.name))
            self.session.connected()
            socket.joined()

    def _reject(self, socket: Socket, message: str, data: Any) -> None:
        name = socket.namespace.name
        if self.sockets.get(name) is socket:
            del self.sockets[name]
            socket.ended("refused")
            self._refuse(name, message, data)
        self._mailboxes.pop(socket, None)
        self._hub.remove(socket)

    def _refuse(self, namespace: str, message: str, data: Any) -> None:
        error = {"message": message} if data is None else {"message": message, "data": data}
        self._send(Packet(PacketType.CONNECT_ERROR, error, namespace))

    def kick(self, socket: Socket, *, close: bool) -> None:
        """The server ends a socket: DISCONNECT, and with `close` the engine after it."""
        if self.sockets.get(socket.namespace.name) is socket:
            self._send(Packet(PacketType.DISCONNECT, None, socket.namespace.name))
            self._end(socket, DisconnectReason.SERVER_NAMESPACE)
        if close:
            self.close(DisconnectReason.FORCED_CLOSE)

    def _end(self, socket: Socket, reason: DisconnectReason) -> None:
        if self.sockets.get(socket.namespace.name) is not socket:
            return
        del self.sockets[socket.namespace.name]
        socket.ended(reason)
        self._hub.remove(socket)
        mailbox = self._mailboxes.pop(socket)
        mailbox.put(partial(self._farewell, socket, reason))
        if not self.sockets and self.session.closed is None:
            self.session.alone(self._loop.time())
            self._arm()

    async def _farewell(self, socket: Socket, reason: DisconnectReason) -> None:
        if socket.admitted:
            await socket.namespace.on_disconnect(socket, str(reason))

    # -- The end ----------------------------------------------------------------------------------

    def lost(self, reason: DisconnectReason = DisconnectReason.TRANSPORT_CLOSE) -> None:
        """The transport is gone."""
        self.close(reason)

    def close(self, reason: DisconnectReason) -> None:
        """Close the engine and end its sockets. Again is harmless."""
        try:
            self.session.close(reason)
        except SessionClosed as closed:
            self._shut(closed.reason)

    def _shut(self, reason: DisconnectReason) -> None:
        if self._shut_down:
            return
        self._shut_down = True
        if self._timer is not None:
            self._timer.cancel()
        self._decoder.clear()
        self._hub.closed(self)
        for socket in list(self.sockets.values()):
            self._end(socket, reason)
        self.transport.close()
