"""Where polls and POSTs are served, whatever brought them. PROTOCOL "POST", "GET".

It knows nothing of HTTP: a request that another worker received is served by the same calls.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from channels_socketio.connection import Connection
from channels_socketio.engine_packet import join_payload, split_payload
from channels_socketio.errors import DisconnectReason, PacketError
from channels_socketio.handshake import HandshakeError
from channels_socketio.polling_transport import CLOSE, NOOP, PollingTransport

if TYPE_CHECKING:
    from channels_socketio.app import SocketIO

TEXT = "text/plain; charset=UTF-8"
# After these what was sent before is still fetched: a DISCONNECT, or a last word to the user.
_ORDERLY = (DisconnectReason.FORCED_CLOSE, DisconnectReason.SHUTTING_DOWN)
# A POST that ended so was in order itself.
_TAKEN = (None, DisconnectReason.TRANSPORT_CLOSE, *_ORDERLY)
# So many packets of one POST are taken before others have their turn.
_TURN = 16
ReadBody = Callable[[], Awaitable[bytes | None]]


class Reply(NamedTuple):
    """An answer without HTTP's own parts. `sid` is that of the session a handshake opened."""

    status: int
    body: bytes = b""
    content_type: str = TEXT
    sid: str | None = None


def refusal(error: HandshakeError) -> Reply:
    """The answer to what is refused."""
    return Reply(error.status, error.body, "application/json")


OK = Reply(200, b"ok")


class PollingDesk:
    """Used on the hub's loop. `identity` is who a request comes from, as `identify` said where
    it was received: it must be the one of the handshake."""

    def __init__(self, sio: "SocketIO") -> None:
        self._sio = sio
        self._options = sio.options
        # Closed in good order, with something left to fetch.
        self._leaving: dict[str, Connection] = {}

    def owner(self, sid: str) -> Connection | None:
        """The connection with this engine sid, if it is this process's, whatever it is on."""
        return self._sio.hub.connections.get(sid) or self._leaving.get(sid)

    def find(self, sid: str, identity: str) -> Connection:
        """The connection that `identity` may use. HandshakeError (code 1) without one."""
        connection = self.owner(sid)
        if connection is None or not _same(identity, connection.identity):
            raise HandshakeError(1)
        return connection

    def open(self, scope: dict[str, Any], identity: str) -> Reply:
        """A handshake that was let in: a new session. 503 while the server drains."""
        self._sio.hub.start()
        if self._sio.hub.draining:
            return Reply(503)
        transport = PollingTransport(self._options)
        connection = Connection(
            self._sio.hub, self._sio.namespaces, transport, scope, identity=identity
        )
        transport.on_close = partial(self._closed, connection, transport)
        connection.open(self._options.upgrades_from("polling"))
        return Reply(200, join_payload(transport.take()), sid=connection.session.sid)

    async def get(self, sid: str, identity: str) -> Reply:
        """A poll: returns when there is something to say. Cancel it when its client went away:
        the session then closes."""
        try:
            connection, transport = self._polling(sid, identity)
            if transport.waiting:
                connection.close(DisconnectReason.TRANSPORT_ERROR)
                raise HandshakeError(3)
        except HandshakeError as error:
            return refusal(error)
        try:
            packets = await transport.poll()
        except asyncio.CancelledError:
            if connection.transport is transport:
                connection.lost()
            raise
        if transport.closed and transport.empty:
            self._leaving.pop(sid, None)
        return Reply(200, join_payload(packets))

    def unread(self, sid: str) -> None:
        """The answer to a poll reached nobody: its client had gone away, and the session closes."""
        connection = self.owner(sid)
        if connection is not None and connection.transport.name == "polling":
            connection.lost()

    async def post(self, sid: str, identity: str, content_type: str, read: ReadBody) -> Reply:
        """What a client sends. `read` gives the body, None for one over `max_http_buffer_size`;
        what it raises passes through, and the session closes."""
        try:
            connection, transport = self._polling(sid, identity)
            if sid in self._leaving:
                return OK
            if transport.posting or content_type.lower().startswith("application/octet-stream"):
                connection.close(DisconnectReason.TRANSPORT_ERROR)
                raise HandshakeError(3)
        except HandshakeError as error:
            return refusal(error)
        transport.posting = True
        try:
            body = await read()
            return Reply(413) if body is None else await self._take(connection, body)
        except BaseException:
            connection.lost()
            raise
        finally:
            transport.posting = False

    def drain(self) -> None:
        """Close the polling sessions: their clients come back, elsewhere."""
        for connection in self._sio.hub.connections:
            if connection.transport.name == "polling":
                connection.close(DisconnectReason.SHUTTING_DOWN)

    def _polling(self, sid: str, identity: str) -> tuple[Connection, PollingTransport]:
        connection = self.find(sid, identity)
        if not isinstance(connection.transport, PollingTransport):
            raise HandshakeError(3)
        return connection, connection.transport

    async def _take(self, connection: Connection, body: bytes) -> Reply:
        try:
            parts = split_payload(body.decode(), max_packets=self._options.post_packets)
        except (UnicodeDecodeError, PacketError):
            connection.close(DisconnectReason.PARSE_ERROR)
            parts = []
        for count, part in enumerate(parts, 1):
            connection.receive(part)
            if connection.session.closed is not None:
                break
            if count % _TURN == 0:
                await asyncio.sleep(0)
        taken = connection.session.closed in _TAKEN
        return OK if taken else refusal(HandshakeError(3))

    def _closed(self, connection: Connection, transport: PollingTransport) -> None:
        reason = connection.session.closed
        by_client = reason is DisconnectReason.TRANSPORT_CLOSE
        transport.end(NOOP if by_client else CLOSE, keep=reason in _ORDERLY)
        if transport.buffered():
            self._linger(connection)

    def _linger(self, connection: Connection) -> None:
        sid = connection.session.sid
        self._leaving[sid] = connection
        seconds = self._options.close_timeout / 1000
        asyncio.get_running_loop().call_later(seconds, self._leaving.pop, sid, None)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
