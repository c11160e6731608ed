"""One client's Engine.IO session: a state machine without a loop. PROTOCOL "Heartbeat", "Close".

The clock is passed in: `now` is monotonic seconds. A transport feeds packets to `receive` and
tells `sent` what it wrote; whoever holds the session calls `tick` at `deadline`. Each may raise
SessionClosed, after which the session is closed and the transport must be too.
"""

import orjson

from channels_socketio.engine_packet import EnginePacket, PacketType
from channels_socketio.errors import DisconnectReason, SessionClosed
from channels_socketio.options import Options


class Session:
    """Heartbeat, time to CONNECT, and how much was sent that the client has not confirmed.

    A ping answered confirms what was sent before that ping. A ping leaves early when a quarter
    of the bound is unconfirmed, so that a fast reader never meets it. A pong that nobody asked
    for is life (PROTOCOL), but from then on pongs confirm nothing: a client that does not read
    could send them blindly.
    """

    __slots__ = (
        "_connect_by",
        "_frames_at",
        "_frames_left",
        "_ping_at",
        "_pong_by",
        "_pongs_confirm",
        "_sent_before_ping",
        "closed",
        "options",
        "sid",
        "unasked",
        "unconfirmed",
    )

    def __init__(self, sid: str, options: Options, now: float) -> None:
        self.sid = sid
        self.options = options
        self.closed: DisconnectReason | None = None
        # Sent and not confirmed, in bytes. Whoever writes may add here, and call `sent` only above
        # `unasked`: a call for each delivery costs more than the sum.
        self.unconfirmed = 0
        self.unasked: float = options.outbound_bytes / 4
        self._connect_by: float | None = now + options.connect_timeout / 1000
        self._ping_at = now + options.ping_interval / 1000
        self._pong_by: float | None = None
        self._sent_before_ping = 0
        self._pongs_confirm = True
        self._frames_left = float(options.inbound_burst)
        self._frames_at = now

    def open_packet(self, upgrades: tuple[str, ...] = ()) -> EnginePacket:
        """The handshake, exactly the keys the protocol names."""
        handshake = {
            "sid": self.sid,
            "upgrades": upgrades,
            "pingInterval": self.options.ping_interval,
            "pingTimeout": self.options.ping_timeout,
            "maxPayload": self.options.max_http_buffer_size,
        }
        return EnginePacket(PacketType.OPEN, orjson.dumps(handshake).decode())

    def receive(self, packet: EnginePacket, now: float) -> str | bytes | None:
        """Take one packet from the client; the message to hand on, if it is one."""
        if not self.heard(now):
            return None
        if packet.type is PacketType.MESSAGE:
            return packet.data
        if packet.type is PacketType.PONG:
            self._pong(now)
        elif packet.type is PacketType.CLOSE:
            self.close(DisconnectReason.TRANSPORT_CLOSE)
        elif packet.type is PacketType.PING:
            self.close(DisconnectReason.TRANSPORT_ERROR)
        return None

    def heard(self, now: float) -> bool:
        """Count a frame from the client; whether it is listened to. `receive` does it itself."""
        if self.closed is not None:
            return False
        # Whatever they say, even pongs: reading them alone keeps the loop from everyone else.
        options = self.options
        left = self._frames_left + (now - self._frames_at) * options.inbound_rate
        self._frames_left = (left if left < options.inbound_burst else options.inbound_burst) - 1
        self._frames_at = now
        if self._frames_left < 0:
            self.close(DisconnectReason.FLOOD)
        return True

    def _pong(self, now: float) -> None:
        if self._pong_by is None:
            self._pongs_confirm = False
        elif self._pongs_confirm:
            self.unconfirmed -= self._sent_before_ping
        self._pong_by = None
        self._ping_at = now + self.options.ping_interval / 1000

    def connected(self) -> None:
        """A CONNECT succeeded: the time for it no longer runs."""
        self._connect_by = None

    def alone(self, now: float) -> None:
        """In no namespace any more: the time to CONNECT runs again, unless it still does. A client
        that is refused again and again gains none by it."""
        if self._connect_by is None:
            self._connect_by = now + self.options.connect_timeout / 1000

    @property
    def deadline(self) -> float:
        """When `tick` has something to do next."""
        beat = self._ping_at if self._pong_by is None else self._pong_by
        return beat if self._connect_by is None else min(beat, self._connect_by)

    def tick(self, now: float) -> EnginePacket | None:
        """What the time asks for: a ping to send, a close (raised), or nothing."""
        if self.closed is not None:
            return None
        if self._connect_by is not None and now >= self._connect_by:
            self.close(DisconnectReason.CONNECT_TIMEOUT)
        if self._pong_by is not None:
            if now >= self._pong_by:
                self.close(DisconnectReason.PING_TIMEOUT)
            return None
        return self._ping(now) if now >= self._ping_at else None

    def _ping(self, now: float) -> EnginePacket:
        self._pong_by = now + self.options.ping_timeout / 1000
        self._sent_before_ping = self.unconfirmed
        return EnginePacket(PacketType.PING)

    def sent(self, size: int, now: float) -> EnginePacket | None:
        """Count `size` bytes just written; an early ping to send, when one is due."""
        self.unconfirmed += size
        if self.unconfirmed > self.options.outbound_bytes:
            self.close(DisconnectReason.SLOW_READER)
        if self._pong_by is None and self.unconfirmed > self.unasked:
            return self._ping(now) if self._pongs_confirm else None
        return None

    def close(self, reason: DisconnectReason) -> None:
        """Close, once. Raises SessionClosed with the first reason."""
        if self.closed is None:
            self.closed = reason
        raise SessionClosed(self.closed)
