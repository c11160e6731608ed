"""What can go wrong, by name. Reasons are the texts `on_disconnect` is given."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any


class DisconnectReason(StrEnum):
    """Why a socket ended, in the words of Socket.IO's own server."""

    CLIENT_NAMESPACE = "client namespace disconnect"
    SERVER_NAMESPACE = "server namespace disconnect"
    TRANSPORT_CLOSE = "transport close"
    TRANSPORT_ERROR = "transport error"
    PING_TIMEOUT = "ping timeout"
    PARSE_ERROR = "parse error"
    FORCED_CLOSE = "forced close"
    CONNECT_TIMEOUT = "connect timeout"
    SLOW_READER = "slow reader"
    FLOOD = "flood"
    SHUTTING_DOWN = "server shutting down"


class SocketIOError(Exception):
    """The root of everything this package raises on its own account."""


class PacketError(SocketIOError, ValueError):
    """A packet that the protocol forbids, inbound, or that cannot be encoded, outbound."""


class SessionClosed(SocketIOError):
    """The engine must close, for `reason`."""

    def __init__(self, reason: DisconnectReason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class ConnectionRefused(SocketIOError):
    """Raised in `on_connect`: the client's `connect_error` gets the message and the data."""

    def __init__(self, message: str = "Connection refused", data: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class Forbidden(SocketIOError):
    """Raised in `allow_request`, `allow_origin` or `identify`: the request is refused with code 4
    and this message."""

    def __init__(self, message: str = "Forbidden") -> None:
        super().__init__(message)
        self.message = message


class NotInRoom(SocketIOError):
    """`socket.require(room)` for a room that the socket is not in."""

    def __init__(self, room: str) -> None:
        super().__init__(f"not in room {room!r}")
        self.room = room


class InvalidArguments(SocketIOError, ValueError):
    """An event came with arguments that its handler does not take."""


class AckTimeout(SocketIOError, TimeoutError):
    """Not everyone who was asked answered in time: a client, several, or other workers.

    `answers` are those that came, by sid or by worker; `missing` is how many did not, as far as
    that is known; `workers` are the workers that did not say all they had to.
    """

    def __init__(
        self,
        message: str = "",
        *,
        answers: dict[str, Any] | None = None,
        missing: int = 1,
        workers: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.answers = answers or {}
        self.missing = missing
        self.workers = frozenset(workers)


class NoServer(SocketIOError):
    """What only a process that serves can ask was asked where no server runs."""


class NoSharedLayer(SocketIOError):
    """What was emitted outside the server's process reaches nobody: the layer stays within it."""

    def __init__(self, alias: str) -> None:
        super().__init__(
            f"No server runs in this process, and the channel layer {alias!r} does not leave it. "
            f"Give CHANNEL_LAYERS[{alias!r}] a RedisPubSubChannelLayer, the server's own; in the "
            "server's process, call sio.start() before the first emit."
        )
        self.alias = alias
