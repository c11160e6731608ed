"""WebSocket as a transport, and the consumer that serves it.

A server may offer a writer for whole frames in `scope["extensions"]["websocket.writer"]`: its
contract is in `writers.py`. Each frame is then built once for all its receivers and written to
the transport as it is. Without one, the same frames go through ASGI's `send`.
"""

import asyncio
import functools
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from channels.consumer import AsyncConsumer

from channels_socketio.connection import Connection
from channels_socketio.engine import Transport
from channels_socketio.errors import DisconnectReason
from channels_socketio.frames import Frame, websocket_frame
from channels_socketio.handshake import HandshakeError, Request, admit, screen
from channels_socketio.upgrade import Gone, until_gone, upgrade
from channels_socketio.writers import EXTENSION, DaphneWriter, Writer

if TYPE_CHECKING:
    from channels_socketio.app import SocketIO

logger = logging.getLogger(__name__)
# Daphne kills an application that ends later than 10 s after its client went away.
FAREWELL_SECONDS = 9.0
SHUTDOWN_SECONDS = 5.0


class DirectTransport:
    """Writes prebuilt frames to the server's writer, and closes through ASGI."""

    name = "websocket"
    code = 1000

    def __init__(self, send: Any, writer: Writer) -> None:
        self._writer = writer
        self._send = send
        self._closing: asyncio.Task[None] | None = None
        self.buffered = writer.buffered

    def writable(self) -> bool:
        """See Transport."""
        return self._closing is None and not self._writer.buffered()

    def send(self, frame: Frame) -> None:
        """See Transport."""
        if self._closing is None:
            self._writer.write(frame.wire)

    def close(self) -> None:
        """See Transport."""
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(_close(self._send, self.code))


class AsgiTransport:
    """Sends through ASGI, in order, by a task that lives while there is something to send."""

    name = "websocket"
    code = 1000

    def __init__(self, send: Any) -> None:
        self._send = send
        self._frames: deque[Frame] = deque()
        self._waiting = 0
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        # Stock Daphne tells nobody how much it holds; its transport knows.
        protocol = send.args[0] if isinstance(send, functools.partial) and send.args else None
        known = hasattr(protocol, "transport") and hasattr(protocol, "STATE_OPEN")
        self._below = DaphneWriter(protocol) if known else None

    def send(self, frame: Frame) -> None:
        """See Transport."""
        if not self._closed:
            self._frames.append(frame)
            self._waiting += frame.size
            self._wake()

    def close(self) -> None:
        """See Transport."""
        if not self._closed:
            self._closed = True
            self._wake()

    def buffered(self) -> int:
        """See Transport."""
        return self._waiting + (0 if self._below is None else self._below.buffered())

    def writable(self) -> bool:
        """See Transport."""
        return not self._closed and not self.buffered()

    def _wake(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._frames:
                frame = self._frames.popleft()
                self._waiting -= frame.size
                for part in frame.parts:
                    await self._send_part(part)
        except Exception as error:
            logger.debug("sending failed: %r", error)
            self._frames.clear()
        finally:
            self._task = None
        if self._closed:
            await _close(self._send, self.code)

    async def _send_part(self, part: str | bytes) -> None:
        if not part and self._below is not None:
            # Daphne takes an empty frame from ASGI and never sends it.
            self._below.write(websocket_frame(part))
        else:
            key = "text" if isinstance(part, str) else "bytes"
            await self._send({"type": "websocket.send", key: part})


# `code` is what the WebSocket is closed with.
WebSocketTransport = DirectTransport | AsgiTransport


class Base64Transport:
    """Over another transport, for a client that takes no binary frames (`b64=1`)."""

    name = "websocket"

    def __init__(self, below: Transport) -> None:
        self._below = below
        self.close = below.close
        self.buffered = below.buffered
        self.writable = below.writable

    def send(self, frame: Frame) -> None:
        """See Transport."""
        self._below.send(frame.base64)


def make_transport(scope: dict[str, Any], send: Any) -> WebSocketTransport:
    """The transport of an accepted WebSocket."""
    writer = (scope.get("extensions") or {}).get(EXTENSION)
    return AsgiTransport(send) if writer is None else DirectTransport(send, writer)


async def serve(connection: Connection, receive: Any) -> None:
    """Give a connection its frames, until its client is gone and its handlers are done."""
    try:
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


async def _close(send: Any, code: int) -> None:
    """Close with 1000, or 3000 to 4999: Daphne takes no other code. It may be closed."""
    try:
        await send({"type": "websocket.close", "code": code})
    except Exception as error:
        logger.debug("closing failed: %r", error)


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
        transport: Transport = make_transport(scope, send)
        if request.query.get("b64"):
            transport = Base64Transport(transport)
        if request.sid:
            await self._upgrade(request.sid, transport, receive)
            return
        connection = Connection(
            self.sio.hub, self.sio.namespaces, transport, scope, identity=request.identity
        )
        connection.open()
        await serve(connection, receive)

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

    async def _upgrade(self, sid: str, transport: Transport, receive: Any) -> None:
        connection = self.sio.hub.connections.get(sid)
        try:
            # It may have closed while the WebSocket was accepted.
            if connection is not None and await upgrade(connection, transport, receive):
                await serve(connection, receive)
                return
            transport.close()
            await until_gone(receive)
        except Gone:
            pass
