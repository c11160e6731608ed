"""HTTP on the Socket.IO path. The polling transport is not served: requests get the protocol's
errors, in its order, so that a client goes on to WebSocket or says what is wrong."""

from typing import TYPE_CHECKING, Any

import orjson

from channels_socketio.handshake import HandshakeError, verify
from channels_socketio.handshake import error as protocol_error

if TYPE_CHECKING:
    from channels_socketio.app import SocketIO


class HttpApplication:
    """A plain ASGI application for `http` scopes."""

    def __init__(self, sio: "SocketIO") -> None:
        self.sio = sio

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        found = await verify(scope, self.sio.options, transports=("websocket",))
        await answer(send, found or protocol_error(3))


async def answer(send: Any, error: HandshakeError) -> None:
    """The JSON of an error of the protocol."""
    body = orjson.dumps({"code": error.code, "message": error.message})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
