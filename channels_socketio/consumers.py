"""The consumer of a WebSocket with Engine.IO on it."""

import asyncio
from typing import TYPE_CHECKING, Any

from channels.consumer import AsyncConsumer

from channels_socketio.connection import Connection
from channels_socketio.engine import Transport
from channels_socketio.errors import DisconnectReason
from channels_socketio.handshake import HandshakeError, Request, admit, screen
from channels_socketio.transports import Base64Transport, make_transport
from channels_socketio.upgrade import Gone, until_gone, upgrade
from channels_socketio.writers import READER

if TYPE_CHECKING:
    from channels_socketio.app import SocketIO

# Daphne kills an application that ends later than 10 s after its client went away.
FAREWELL_SECONDS = 9.0
SHUTDOWN_SECONDS = 5.0


async def serve(connection: Connection, receive: Any, scope: dict[str, Any]) -> None:
    """Give a connection its frames, until its client is gone and its handlers are done. `scope` is
    the WebSocket's, which may have a reader (writers.py)."""
    try:
        listen = (scope.get("extensions") or {}).get(READER)
        if listen is not None:
            listen(connection.receive)
        while (message := await receive())["type"] == "websocket.receive":
            text = message.get("text")
            connection.receive(message.get("bytes", b"") if text is None else text)
        connection.lost()
        await connection.finished(FAREWELL_SECONDS)
    except asyncio.CancelledError:
        # Daphne cancels on SIGTERM, and waits for us.
        connection.lost(DisconnectReason.SHUTTING_DOWN)
        await connection.finished(SHUTDOWN_SECONDS)
        raise


class WebSocketConsumer(AsyncConsumer):  # type: ignore[misc]
    """Engine.IO over one WebSocket.

    An AsyncConsumer for Channels' routing and middleware, with a loop of its own in place of
    its dispatch: that one opens a channel a socket, and hops to a thread for each message (30 to
    100 µs) to look after database connections that nothing here uses.
    """

    channel_layer_alias = None

    def __init__(self, sio: "SocketIO") -> None:
        self.sio = sio

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one WebSocket, until its client is gone and its handlers are done."""
        self.sio.hub.start()
        if (await receive())["type"] != "websocket.connect":
            return
        try:
            request = await self._admit(scope)
        except HandshakeError:
            await send({"type": "websocket.close"})
            return
        await send({"type": "websocket.accept"})
        transport: Transport = make_transport(scope, send, self.sio.hub.joiner)
        if request.query.get("b64"):
            transport = Base64Transport(transport)
        if request.sid:
            await self._upgrade(request.sid, transport, receive, scope)
            return
        connection = Connection(
            self.sio.hub, self.sio.namespaces, transport, scope, identity=request.identity
        )
        connection.open()
        await serve(connection, receive, scope)

    async def _admit(self, scope: dict[str, Any]) -> Request:
        request = await screen(scope, self.sio.options)
        if not request.sid:
            await admit(scope, request, self.sio.options)
        elif not self.sio.options.upgrades_from("polling"):
            raise HandshakeError(3)
        else:
            self.sio.http.desk.find(request.sid, request.identity)
        if self.sio.hub.draining:
            raise HandshakeError(3)
        return request

    async def _upgrade(
        self, sid: str, transport: Transport, receive: Any, scope: dict[str, Any]
    ) -> None:
        connection = self.sio.hub.connections.get(sid)
        try:
            # It may have closed while the WebSocket was accepted.
            if connection is not None and await upgrade(connection, transport, receive):
                await serve(connection, receive, scope)
                return
            transport.close()
            await until_gone(receive)
        except Gone:
            pass
