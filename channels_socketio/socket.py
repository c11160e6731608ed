"""One client in one namespace."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from channels_socketio.errors import AckTimeout, DisconnectReason, NotInRoom
from channels_socketio.events import EventModel, EventName, event_arguments
from channels_socketio.frames import Frame, packet_frame
from channels_socketio.history import History
from channels_socketio.namespace import Namespace
from channels_socketio.packet import PacketType, encode_data

if TYPE_CHECKING:
    from channels_socketio.connection import Connection
    from channels_socketio.hub import Hub
    from channels_socketio.session import Session

# Is given an ack's arguments, or None when the client went away without one.
Acked = Callable[[list[Any] | None], None]
logger = logging.getLogger(__name__)


def _drop(frame: Frame) -> None:
    """Where the frames of a socket go that ended."""


class Socket:
    """What handlers are given. `data` is theirs, for as long as the socket lives.

    Methods are called from the hub's loop. Other threads and processes use the emitter.
    """

    __slots__ = (
        "__weakref__",
        "_acks",
        "_engine",
        "_held",
        "_held_bytes",
        "_hub",
        "admitted",
        "away",
        "connected",
        "connection",
        "data",
        "deliver",
        "history",
        "moved",
        "namespace",
        "pid",
        "placed",
        "recovered",
        "room_names",
        "sid",
    )

    def __init__(self, connection: "Connection", namespace: Namespace, hub: "Hub") -> None:
        self.sid = hub.new_sid()
        self.namespace = namespace
        self.connection = connection
        self.data: dict[str, Any] = {}
        self.connected = False
        # In the namespace: its middleware let it through.
        self.placed = False
        # on_connect returned: on_disconnect is owed.
        self.admitted = False
        # A list: a set of twenty takes eight times as much.
        self.room_names: list[str] = []
        # Connection state recovery: the secret to come back with, what it was sent, whether its
        # connection is lost and it may come back, and whether it did, and from another worker.
        self.pid: str | None = None
        self.history: History | None = None
        self.away = False
        self.recovered = False
        self.moved = False
        self._hub = hub
        self._engine = connection.engine
        self._held: list[Frame] | None = []
        self._held_bytes = 0
        self._acks: dict[int, Acked] = {}
        # Sends a frame, or holds it until the join is answered. Dropped when the socket ended; one
        # that is away is kept for its return. In a room of thousands nothing is asked on the way.
        self.deliver: Callable[[Frame], None] = self._hold

    def __repr__(self) -> str:
        return f"<Socket {self.sid} in {self.namespace.name}>"

    @property
    def scope(self) -> dict[str, Any]:
        """The ASGI scope of the handshake."""
        return self.connection.scope

    @property
    def user(self) -> Any:
        """`scope["user"]`, as the auth middleware left it; None without one."""
        return self.connection.scope.get("user")

    @property
    def session(self) -> "Session":
        """The Engine.IO session."""
        return self.connection.session

    @property
    def eio_sid(self) -> str:
        """The engine's sid, which is another one than the socket's."""
        return self.connection.session.sid

    @property
    def transport(self) -> str:
        """The transport's name: `websocket`, `polling` or `plain`."""
        return self.connection.transport.name

    @property
    def rooms(self) -> frozenset[str]:
        """The rooms the socket is in, without its own (its sid); in `on_disconnect`, those that
        it was in at the end."""
        return frozenset(self.room_names)

    def require(self, room: str) -> None:
        """NotInRoom unless the socket is in `room`."""
        if room not in self.room_names:
            raise NotInRoom(room)

    async def enter(self, *rooms: str) -> None:
        """Enter rooms. Returns when this process hears what is emitted to them from anywhere,
        so that a read after it misses nothing; with the layer down, when a retry is scheduled.

        RuntimeError in middleware, which a socket passes before it is anywhere."""
        if self._held is not None and not self.placed:
            raise RuntimeError("rooms are entered from on_connect on")
        await self._hub.roster.enter(self, rooms)

    async def leave(self, *rooms: str) -> None:
        """Leave rooms. Nothing emitted to them after this reaches the socket."""
        self._hub.roster.leave(self, rooms)

    @property
    def writable(self) -> bool:
        """Whether an event sent now would leave now. What is volatile is else dropped."""
        self._hub.settle_for(self)
        return self.connected and self.connection.transport.writable()

    async def emit(self, event: EventName | EventModel, *args: Any, volatile: bool = False) -> None:
        """Send an event to this client. PacketError if it cannot be encoded.

        One that is `volatile` is dropped while the client's transport cannot be written.
        """
        data = event_arguments(event, args)
        if not volatile:
            self.write(PacketType.EVENT, data, offset=self._hub.recovery.new_offset())
        elif self.writable:
            self.write(PacketType.EVENT, data)

    async def call(
        self,
        event: EventName | EventModel,
        *args: Any,
        timeout: float | None = None,  # noqa: ASYNC109  (the field's API)
    ) -> list[Any]:
        """Send an event and wait for its ack: the ack's arguments.

        `timeout` is in seconds; without it, the server's `ack_timeout`. AckTimeout when none
        came, or when the client went away. Acks are taken while a handler runs.
        """
        ack_id = self._hub.next_ack_id()
        frame = self._frame(PacketType.EVENT, event_arguments(event, args), ack_id)
        acked: asyncio.Future[list[Any] | None] = asyncio.get_running_loop().create_future()
        seconds = self.connection.options.ack_timeout / 1000 if timeout is None else timeout

        def answered(args: list[Any] | None) -> None:
            # An ack may come in the very tick in which the time is over.
            if not acked.done():
                acked.set_result(args)

        try:
            self.ask(ack_id, frame, answered)
            async with asyncio.timeout(seconds):
                answer = await acked
        except TimeoutError as error:
            raise AckTimeout(f"no ack of {event!r}") from error
        finally:
            self.forget(ack_id)
        if answer is None:
            raise AckTimeout(f"the client is gone without an ack of {event!r}")
        return answer

    async def disconnect(self, *, close: bool = False) -> None:
        """Send DISCONNECT and end the socket; `close` ends the whole connection with it.

        The official client does not come back after it.
        """
        self._hub.settle_for(self)
        self.connection.kick(self, close=close)

    # -- For the connection and the hub ---------------------------------------------------------

    def write(
        self, kind: PacketType, data: Any, *, id: int | None = None, offset: str | None = None
    ) -> None:
        """Encode a packet of this namespace and send it."""
        frame = self._frame(kind, data, id, offset)
        self._hub.settle_for(self)
        self.deliver(frame)

    def _frame(
        self, kind: PacketType, data: Any, id: int | None, offset: str | None = None
    ) -> Frame:
        encoded = encode_data(data, max_attachments=self.connection.options.max_attachments)
        name = self.namespace.name
        return packet_frame(kind, encoded, namespace=name, id=id, offset=offset)

    def ask(self, ack_id: int, frame: Frame, acked: Acked) -> None:
        """Send a frame that asks for an ack. `acked` is called once, unless it is forgotten."""
        if self._held is None and not self.connected:
            acked(None)
            return
        self._acks[ack_id] = acked
        self._hub.settle_for(self)
        self.deliver(frame)

    def forget(self, ack_id: int) -> None:
        """Nobody waits for this ack any more: it is passed over."""
        self._acks.pop(ack_id, None)

    def aim(self) -> None:
        """Say anew where `deliver` leads, after what decides that has changed."""
        self._hub.roster.before()
        if self.connected:
            self.deliver = self._engine.way if self.history is None else self._keep
        elif self.away and self.history is not None:
            self.deliver = self.history.add
        elif self._held is None:
            self.deliver = _drop

    def _hold(self, frame: Frame) -> None:
        held = self._held
        assert held is not None
        held.append(frame)
        self._held_bytes += frame.size
        if self._held_bytes > self.connection.options.outbound_bytes:
            self.connection.close(DisconnectReason.SLOW_READER)

    def _keep(self, frame: Frame) -> None:
        assert self.history is not None
        self.history.add(frame)
        self._engine.send(frame)

    def joined(self) -> None:
        """The join was answered: send what was held."""
        self._hub.roster.before()
        self.connected = True
        held, self._held = self._held or [], None
        self.aim()
        for frame in held:
            self.deliver(frame)

    def hold_first(self, frames: Sequence[Frame]) -> None:
        """Hold what was missed before what is held already, and nothing twice."""
        offsets = {frame.offset for frame in frames}
        held = [frame for frame in self._held or [] if frame.offset not in offsets]
        self._held = [*frames, *held]

    def ended(self, reason: str) -> None:
        """Nothing is sent from here on; whoever waits for an ack is told."""
        self._hub.roster.before()
        self.connected = False
        self._held = None
        self.aim()
        acks, self._acks = self._acks, {}
        for acked in acks.values():
            acked(None)

    def acknowledged(self, ack_id: int | None, args: list[Any]) -> None:
        """The client's ack. One that nobody asked for is passed over."""
        acked = self._acks.pop(ack_id, None) if ack_id is not None else None
        if acked is not None:
            acked(args)

    async def handle(self, args: list[Any], ack_id: int | None) -> None:
        """Run the handler of an event and answer its ack. Raises nothing but cancellation."""
        handler = self.namespace.handlers.get(args[0])
        given = args[1:]
        if handler is None:
            handler, given = self.namespace.catch_all, args
        # A plain client may send before it is let in, and then not be.
        if handler is None or not self.admitted:
            return
        try:
            await self.namespace.on_event(self, args[0])
            answer = await handler(self.namespace, self, given)
            self._answer(ack_id, answer)
        except Exception as error:
            await self._handle_error(args[0], ack_id, error)

    async def _handle_error(self, event: EventName, ack_id: int | None, error: Exception) -> None:
        try:
            self._answer(ack_id, (await self.namespace.on_error(self, event, error),))
        except Exception:
            logger.exception("on_error of %r failed", event)
            self._answer(ack_id, ({"error": "internal error"},))

    def _answer(self, ack_id: int | None, args: tuple[Any, ...]) -> None:
        if ack_id is not None and self.connected:
            self.write(PacketType.ACK, list(args), id=ack_id)
