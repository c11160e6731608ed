"""WebSockets without a Socket.IO library, under `plain_path`."""

from typing import TYPE_CHECKING, Any

from channels.consumer import AsyncConsumer

from channels_socketio.consumers import serve
from channels_socketio.handshake import HandshakeError, admit_plain
from channels_socketio.plain_connection import PlainConnection
from channels_socketio.transports import make_transport

if TYPE_CHECKING:
    from channels_socketio.app import SocketIO


class PlainConsumer(AsyncConsumer):  # type: ignore[misc]
    """One WebSocket in one namespace, which the URL names: `/ws/` is `/`, `/ws/ops` is `/ops`.

    It has a loop of its own for WebSocketConsumer's reasons.
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
            identity = await admit_plain(scope, self.sio.options)
        except HandshakeError:
            identity = None
        if identity is None or self.sio.hub.draining:
            await send({"type": "websocket.close"})
            return
        await send({"type": "websocket.accept"})
        transport = make_transport(scope, send, self.sio.hub.joiner)
        transport.name = "plain"
        name = "/" + scope["url_route"]["kwargs"]["namespace"].removesuffix("/")
        connection = PlainConnection(
            self.sio.hub, self.sio.namespaces, transport, scope, identity=identity, name=name
        )
        connection.open()
        await serve(connection, receive, scope)
