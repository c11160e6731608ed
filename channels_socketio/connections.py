"""The open connections of this process."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from channels_socketio.errors import DisconnectReason
from channels_socketio.runners import Runners

if TYPE_CHECKING:
    from channels_socketio.connection import Connection


class Connections:
    """By engine sid. At most `max_pending` of them are in no namespace."""

    def __init__(self, max_pending: int) -> None:
        self._max_pending = max_pending
        self._open: dict[str, Connection] = {}
        self._pending: dict[Connection, None] = {}
        # Who runs their handlers.
        self.runners = Runners()

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> "Iterator[Connection]":
        return iter(list(self._open.values()))

    @property
    def pending(self) -> int:
        """How many are in no namespace."""
        return len(self._pending)

    def get(self, eio_sid: str) -> "Connection | None":
        """The one with that engine sid."""
        return self._open.get(eio_sid)

    def opened(self, connection: "Connection") -> None:
        """A connection opened."""
        self._open[connection.session.sid] = connection
        self.alone(connection)

    def alone(self, connection: "Connection") -> None:
        """An open connection is in no namespace, or in none any more: it is pending. Over
        `max_pending`, the oldest such is closed."""
        self._pending[connection] = None
        if len(self._pending) > self._max_pending:
            oldest = next(iter(self._pending))
            oldest.close(DisconnectReason.FLOOD)

    def introduced(self, connection: "Connection") -> None:
        """A connection sent a CONNECT: it is no longer pending."""
        self._pending.pop(connection, None)

    def closed(self, connection: "Connection") -> None:
        """A connection closed."""
        self._open.pop(connection.session.sid, None)
        self._pending.pop(connection, None)
