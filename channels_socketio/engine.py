"""One client's engine: its session, the transport it is on, and its clock. PROTOCOL "Engine.IO 4".

It knows nothing of Socket.IO: messages go to whoever made it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from channels_socketio.engine_packet import MESSAGE, EnginePacket
from channels_socketio.engine_packet import decode as decode_engine
from channels_socketio.errors import DisconnectReason, PacketError, SessionClosed
from channels_socketio.frames import Frame
from channels_socketio.options import Options
from channels_socketio.session import Session

logger = logging.getLogger(__name__)
Told = Callable[[int, int], None]


class Transport(Protocol):
    """What carries frames. It only moves bytes; it never raises and never blocks."""

    name: str
    # Is told what was written, soon after: what the frames weigh, and how many bytes wait in this
    # process now.
    told: Told

    def send(self, frame: Frame) -> None:
        """Write a frame after those before it; dropped when the transport is gone."""

    def close(self) -> None:
        """Close after what was sent. Again is harmless."""

    def buffered(self) -> int:
        """Bytes that wait in this process; 0 when that is unknown."""

    def writable(self) -> bool:
        """Whether a frame given now would leave now: what is volatile is else dropped."""


def untold(size: int, waiting: int) -> None:
    """A transport's `told`, while nobody minds."""


def _nobody(said: object) -> None:
    """Who is told by an engine that ended."""


class Engine:
    """Used on the hub's loop. A transport's owner calls `open`, then `receive` for each frame
    and `close` when the transport is gone.

    `on_message` is given each message and may raise PacketError or SessionClosed, on which the
    engine closes; `on_close` is called once, with the reason, before the transport is closed.
    """

    __slots__ = (
        "_loop",
        "_on_close",
        "_on_message",
        "_shut_down",
        "_timer",
        "candidate",
        "options",
        "session",
        "transport",
    )
    session_type: ClassVar[type[Session]] = Session

    def __init__(
        self,
        sid: str,
        options: Options,
        transport: Transport,
        *,
        on_message: Callable[[str | bytes], None],
        on_close: Callable[[DisconnectReason], None],
    ) -> None:
        self.options = options
        self.transport = transport
        # A transport that is being probed: it ends with the engine.
        self.candidate: Transport | None = None
        self._loop = asyncio.get_running_loop()
        self.session = self.session_type(sid, options, self._loop.time())
        self._on_message: Callable[[str | bytes], None] = on_message
        self._on_close: Callable[[DisconnectReason], None] = on_close
        self._timer: asyncio.TimerHandle | None = None
        self._shut_down = False
        transport.told = self._told

    def open(self, upgrades: tuple[str, ...] = ()) -> None:
        """Greet the client and start the clock."""
        self._send_packet(self.session.open_packet(upgrades))
        self._arm()

    def switch(self, transport: Transport, packets: Sequence[EnginePacket]) -> None:
        """Go on over another transport, on which `packets`, sent before, leave first."""
        self.transport = transport
        self.candidate = None
        transport.told = self._told
        if packets:
            transport.send(Frame(packets))

    # -- Out --------------------------------------------------------------------------------------

    @property
    def way(self) -> Callable[[Frame], None]:
        """What `send` comes to, until the engine ends or switches to another transport."""
        return self.transport.send

    def send(self, frame: Frame) -> None:
        """Write a frame. A client that has not confirmed too much is closed."""
        if not self._shut_down:
            self.way(frame)

    def _told(self, size: int, waiting: int) -> None:
        session = self.session
        session.unconfirmed += size
        if session.unconfirmed > session.unasked or waiting:
            self._check(waiting)

    def _check(self, waiting: int) -> None:
        try:
            ping = self.session.sent(0, self._loop.time())
        except SessionClosed as closed:
            self._shut(closed.reason)
            return
        if waiting > self.options.outbound_bytes:
            self.close(DisconnectReason.SLOW_READER)
        elif ping is not None:
            self._send_packet(ping)
            self._arm()

    def _send_packet(self, packet: EnginePacket) -> None:
        self.transport.send(Frame([packet]))

    # -- Time -------------------------------------------------------------------------------------

    def connected(self) -> None:
        """A CONNECT succeeded: the time for it no longer runs."""
        self.session.connected()

    def alone(self) -> None:
        """An open engine is in no namespace any more: the time to CONNECT runs again."""
        self.session.alone(self._loop.time())
        self._arm()

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
            message = self._take(data)
            if message is not None:
                self._on_message(message)
            elif self._timer is not None and self.session.deadline < self._timer.when():
                self._arm()
        except SessionClosed as closed:
            self._shut(closed.reason)
        except PacketError as error:
            logger.debug("%s: %s", self.session.sid, error)
            self.close(DisconnectReason.PARSE_ERROR)
        except Exception:
            logger.exception("receiving failed")
            self.close(DisconnectReason.TRANSPORT_ERROR)

    def _take(self, data: str | bytes) -> str | bytes | None:
        """The message in a frame, if it is one, and counts."""
        if len(data) * 4 > self.options.max_http_buffer_size:
            self._check_size(data)
        now = self._loop.time()
        if isinstance(data, str) and data[:1] == MESSAGE:  # as nearly always: no packet is made
            return data[1:] if self.session.heard(now) else None
        return self.session.receive(decode_engine(data), now)

    def _check_size(self, data: str | bytes) -> None:
        size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "replace"))
        if size > self.options.max_http_buffer_size:
            raise PacketError("over maxPayload")

    # -- The end ----------------------------------------------------------------------------------

    def close(self, reason: DisconnectReason) -> None:
        """Close, once. Again is harmless."""
        try:
            self.session.close(reason)
        except SessionClosed as closed:
            self._shut(closed.reason)

    def _last_words(self, reason: DisconnectReason) -> None:
        """Send what is said last, before the transport is closed."""

    def _shut(self, reason: DisconnectReason) -> None:
        if self._shut_down:
            return
        self._shut_down = True
        if self._timer is not None:
            self._timer.cancel()
        self._on_close(reason)
        self._last_words(reason)
        self.transport.close()
        if self.candidate is not None:
            self.candidate.close()
        # Whoever made it holds it: left so, all of a connection would be for the garbage collector,
        # which seldom looks at what is old.
        self._on_message = self._on_close = _nobody
        self.transport.told = untold
