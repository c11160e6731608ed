"""One client: its engine, and its sockets by namespace.

PROTOCOL "Socket.IO 5", CONNECT and "The engine is closed on". What the client sends is taken at
once, here, whatever its handlers do: pongs and acks are never behind a handler.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from channels_socketio.claims import read_ticket
from channels_socketio.decoder import Decoder
from channels_socketio.engine import Engine, Transport
from channels_socketio.engine_packet import EnginePacket
from channels_socketio.errors import ConnectionRefused, DisconnectReason, PacketError, SessionClosed
from channels_socketio.frames import Frame, packet_frame
from channels_socketio.mailbox import Mailbox, Running
from channels_socketio.options import Options
from channels_socketio.packet import Encoded, Packet, PacketType, encode_data
from channels_socketio.packing import job
from channels_socketio.session import Session
from channels_socketio.socket import Socket

if TYPE_CHECKING:
    from channels_socketio.hub import Hub
    from channels_socketio.namespaces import Namespaces

logger = logging.getLogger(__name__)
# Sockets that ended while a handler of theirs runs on: a client that joins and leaves in a loop.
MAX_LINGERING = 8


class Connection:
    """Made by a transport's consumer, which calls `open`, then gives the engine each frame, and
    calls `lost` at the end, all on the hub's loop."""

    __slots__ = (
        "__weakref__",
        "_decoder",
        "_hub",
        "_mailboxes",
        "_namespaces",
        "_running",
        "engine",
        "identity",
        "options",
        "scope",
        "sockets",
    )
    engine_type: ClassVar[type[Engine]] = Engine
    # Whether its clients know how to come back as who they were.
    recoverable: ClassVar[bool] = True

    def __init__(
        self,
        hub: "Hub",
        namespaces: "Namespaces",
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
        self.engine = self.engine_type(
            hub.new_sid(), hub.options, transport, on_message=self._message, on_close=self._closed
        )
        self._decoder = Decoder(max_attachments=self.options.max_attachments)
        self._mailboxes: dict[Socket, Mailbox] = {}
        self._running = Running(hub.connections.runners)

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
        self._hub.connections.opened(self)
        self.engine.open(upgrades)

    def switch(self, transport: Transport, packets: Sequence[EnginePacket]) -> None:
        """Go on over another transport, on which `packets`, sent before, leave first."""
        self.engine.switch(transport, packets)
        for socket in self.sockets.values():
            socket.aim()

    async def finished(self, within: float) -> None:
        """Return when the handlers of an ended connection are done, or after `within` s."""
        await self._running.finished(within)

    def send(self, frame: Frame) -> None:
        """Write a frame. A client that has not confirmed too much is closed."""
        self.engine.send(frame)

    def _send(self, packet: Packet) -> None:
        # CONNECT, CONNECT_ERROR and DISCONNECT have no binary form.
        data = packet.data
        encoded = Encoded("") if data is None else encode_data(data, max_attachments=0)
        self.send(packet_frame(packet.type, encoded, namespace=packet.namespace))

    # -- In ---------------------------------------------------------------------------------------

    def receive(self, data: str | bytes) -> None:
        """Take one frame. Whatever it holds, nothing is raised: at the worst the engine closes."""
        self.engine.receive(data)

    def _message(self, message: str | bytes) -> None:
        packet = self._decoder.feed(message)
        if packet is not None:
            self._dispatch(packet)
        elif self._decoder.held > self.options.inbound_bytes:
            raise PacketError("attachments are too long")

    def _dispatch(self, packet: Packet) -> None:
        kind = packet.type
        socket = self.sockets.get(packet.namespace)
        if kind is PacketType.CONNECT:
            self._connect(packet)
        elif socket is None or not (socket.connected or kind is PacketType.DISCONNECT):
            self.session.close(DisconnectReason.FORCED_CLOSE)
        elif kind is PacketType.EVENT:
            self._enqueue(socket, packet)
        elif kind is PacketType.ACK:
            socket.acknowledged(packet.id, packet.data)
        else:
            self._end(socket, DisconnectReason.CLIENT_NAMESPACE)

    def _enqueue(self, socket: Socket, packet: Packet) -> None:
        mailbox = self._mailboxes[socket]
        bytes_waiting = mailbox.bytes + packet.size
        if len(mailbox) >= self.options.inbound_queue or bytes_waiting > self.options.inbound_bytes:
            self.session.close(DisconnectReason.FLOOD)
        mailbox.put(job(socket, packet, waits=mailbox.bytes > 0), packet.size)

    # -- Joining and leaving ----------------------------------------------------------------------

    def _connect(self, packet: Packet) -> None:
        if packet.namespace in self.sockets or self._hub.draining:
            self.session.close(DisconnectReason.FORCED_CLOSE)
        if len(self._running) > MAX_LINGERING + len(self.sockets):
            self.session.close(DisconnectReason.FLOOD)
        try:
            socket = self._admit(packet.namespace)
        except ConnectionRefused as refusal:
            self._refuse(packet.namespace, refusal)
            return
        self._mailboxes[socket].put(partial(self._join, socket, packet.data))

    def _admit(self, name: str) -> Socket:
        if len(self.sockets) >= self.options.namespaces_per_client:
            raise ConnectionRefused("too many namespaces")
        namespace = self._namespaces.join(name)
        if namespace is None:
            raise ConnectionRefused("Invalid namespace")
        self._hub.connections.introduced(self)
        socket = self.sockets[name] = Socket(self, namespace, self._hub)
        self._mailboxes[socket] = Mailbox(self._running)
        return socket

    def _has(self, socket: Socket) -> bool:
        """Whether the socket has not ended. It may, whenever something else is waited for."""
        return self.sockets.get(socket.namespace.name) is socket

    async def _join(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        try:
            if not await self._enter(socket, auth):
                return
            await socket.namespace.on_connect(socket, auth)
        except ConnectionRefused as refusal:
            self._reject(socket, refusal)
        except SessionClosed as closed:
            self.close(closed.reason)
        except Exception:
            logger.exception("joining %s failed", socket.namespace.name)
            self._reject(socket, ConnectionRefused("internal error"))
        else:
            socket.admitted = True
            self._welcome(socket)

    async def _enter(self, socket: Socket, auth: dict[str, Any] | None) -> bool:
        """Past the middleware and into the namespace; whether the socket is still there."""
        for check in socket.namespace.middleware:
            if self._has(socket):
                await check(socket, auth)
        if self._has(socket):
            socket.placed = True
            ticket = read_ticket(auth) if self._hub.recovery.on else None
            if ticket is not None:
                await self._hub.recovery.restore(socket, ticket)
        if self._has(socket):
            await self._hub.roster.add(socket)
        return self._has(socket)

    def _welcome(self, socket: Socket) -> None:
        if self._has(socket):
            answer = {"sid": socket.sid}
            if self._hub.recovery.on and self.recoverable:
                answer["pid"] = self._hub.recovery.welcome(socket)
            self._send(Packet(PacketType.CONNECT, answer, socket.namespace.name))
            self.engine.connected()
            socket.joined()

    def _reject(self, socket: Socket, refusal: ConnectionRefused) -> None:
        if not self._has(socket):
            return
        del self.sockets[socket.namespace.name], self._mailboxes[socket]
        socket.ended("refused")
        self._hub.roster.remove(socket)
        self._namespaces.leave(socket.namespace)
        self._refuse(socket.namespace.name, refusal)
        self._check_alone()

    def _refuse(self, namespace: str, refusal: ConnectionRefused) -> None:
        error = {"message": refusal.message}
        if refusal.data is not None:
            error["data"] = refusal.data
        try:
            self._send(Packet(PacketType.CONNECT_ERROR, error, namespace))
        except PacketError:
            logger.exception("the refusal's data cannot be sent")
            self._refuse(namespace, ConnectionRefused(refusal.message))

    def _check_alone(self) -> None:
        if not self.sockets and self.session.closed is None:
            self.engine.alone()
            self._hub.connections.alone(self)

    def kick(self, socket: Socket, *, close: bool) -> None:
        """The server ends a socket: DISCONNECT, and with `close` the engine after it."""
        if self._has(socket):
            self._send(Packet(PacketType.DISCONNECT, None, socket.namespace.name))
            self._end(socket, DisconnectReason.SERVER_NAMESPACE)
        elif socket.away:
            self._hub.recovery.forget(socket)
        if close:
            self.close(DisconnectReason.FORCED_CLOSE)

    def _end(self, socket: Socket, reason: DisconnectReason) -> None:
        del self.sockets[socket.namespace.name]
        socket.ended(reason)
        rooms = socket.rooms
        leave = partial(self._namespaces.leave, socket.namespace)
        stays = self._hub.recovery.keep(socket, reason, leave)
        if not stays:
            self._hub.roster.remove(socket)
        mailbox = self._mailboxes.pop(socket)
        mailbox.put(partial(self._farewell, socket, reason, None if stays else rooms))
        self._check_alone()

    async def _farewell(
        self, socket: Socket, reason: DisconnectReason, rooms: frozenset[str] | None
    ) -> None:
        try:
            if rooms is not None:
                # Only now: events that still waited were handled as by one who is in no room.
                socket.room_names = list(rooms)
            if socket.admitted:
                await socket.namespace.on_disconnect(socket, str(reason))
        finally:
            # Without rooms to give back it is still in them, and in its namespace.
            if rooms is not None:
                self._namespaces.leave(socket.namespace)

    # -- The end ----------------------------------------------------------------------------------

    def lost(self, reason: DisconnectReason = DisconnectReason.TRANSPORT_CLOSE) -> None:
        """The transport is gone."""
        self.close(reason)

    def close(self, reason: DisconnectReason) -> None:
        """Close the engine and end its sockets. Again is harmless."""
        self.engine.close(reason)

    def _closed(self, reason: DisconnectReason) -> None:
        self._decoder.clear()
        self._hub.connections.closed(self)
        for socket in list(self.sockets.values()):
            self._end(socket, reason)
