"""One client: its engine, and its sockets by namespace.

PROTOCOL "Socket.IO 5", CONNECT and "The engine is closed on". What the client sends is taken at
once, here, whatever its handlers do: pongs and acks are never behind a handler.
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from channels_socketio.engine import Engine, Transport
from channels_socketio.errors import ConnectionRefused, DisconnectReason, PacketError
from channels_socketio.frames import Frame, packet_frame
from channels_socketio.mailbox import Mailbox
from channels_socketio.options import Options
from channels_socketio.packet import Decoder, Encoded, Packet, PacketType, encode_data
from channels_socketio.session import Session
from channels_socketio.socket import Socket

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.namespace import Namespace

logger = logging.getLogger(__name__)
# Sockets that ended while a handler of theirs runs on: a client that joins and leaves in a loop.
MAX_LINGERING = 8


class Connection:
    """Made by a transport's consumer, which calls `open`, then gives the engine each frame, and
    calls `lost` at the end, all on the hub's loop."""

    def __init__(
        self,
        hub: "Hub",
        namespaces: "Mapping[str, Namespace]",
        transport: Transport,
        scope: dict[str, Any],
        *,
        identity: str = "",
    ) -> None:
        self.options: Options = hub.options
        self.scope = scope
        # Who opened it, as `identify` says: nobody else may use its sid.
        self.identity = identity
        self.sockets: dict[str, Socket] = {}
        self._hub = hub
        self._namespaces = namespaces
        self.engine = Engine(
            hub.new_sid(), hub.options, transport, on_message=self._message, on_close=self._closed
        )
        self._decoder = Decoder(max_attachments=self.options.max_attachments)
        self._mailboxes: dict[Socket, Mailbox] = {}
        self._running: set[asyncio.Task[None]] = set()

    @property
    def session(self) -> Session:
        """The engine's session."""
        return self.engine.session

    @property
    def transport(self) -> Transport:
        """The transport that the engine is on now."""
        return self.engine.transport

    def open(self, upgrades: tuple[str, ...] = ()) -> None:
        """Greet the client and start the clock."""
        self._hub.opened(self)
        self.engine.open(upgrades)

    async def finished(self, within: float) -> None:
        """Return when the handlers of an ended connection are done, or after `within` s."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while self._running and (left := deadline - loop.time()) > 0:
            await asyncio.wait(self._running, timeout=left)

    def send(self, frame: Frame) -> None:
        """Write a frame. A client that has not confirmed too much is closed."""
        self.engine.send(frame)

    def _send(self, packet: Packet) -> None:
        encoded = Encoded("") if packet.data is None else encode_data(packet.data)
        self.send(packet_frame(packet.type, encoded, namespace=packet.namespace))

    # -- In ---------------------------------------------------------------------------------------

    def receive(self, data: str | bytes) -> None:
        """Take one frame. Whatever it holds, nothing is raised: at the worst the engine closes."""
        self.engine.receive(data)

    def _message(self, message: str | bytes) -> None:
        packet = self._decoder.feed(message)
        if self._decoder.held > self.options.inbound_bytes:
            raise PacketError("attachments are too long")
        if packet is not None:
            self._dispatch(packet)

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
            await self._hub.roster.add(socket)
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
            self.engine.connected()
            socket.joined()

    def _reject(self, socket: Socket, message: str, data: Any) -> None:
        name = socket.namespace.name
        if self.sockets.get(name) is socket:
            del self.sockets[name]
            socket.ended("refused")
            self._refuse(name, message, data)
        self._mailboxes.pop(socket, None)
        self._hub.roster.remove(socket)

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
        self._hub.roster.remove(socket)
        mailbox = self._mailboxes.pop(socket)
        mailbox.put(partial(self._farewell, socket, reason))
        if not self.sockets:
            self.engine.alone()

    async def _farewell(self, socket: Socket, reason: DisconnectReason) -> None:
        if socket.admitted:
            await socket.namespace.on_disconnect(socket, str(reason))

    # -- The end ----------------------------------------------------------------------------------

    def lost(self, reason: DisconnectReason = DisconnectReason.TRANSPORT_CLOSE) -> None:
        """The transport is gone."""
        self.close(reason)

    def close(self, reason: DisconnectReason) -> None:
        """Close the engine and end its sockets. Again is harmless."""
        self.engine.close(reason)

    def _closed(self, reason: DisconnectReason) -> None:
        self._decoder.clear()
        self._hub.closed(self)
        for socket in list(self.sockets.values()):
            self._end(socket, reason)
