"""A plain WebSocket in this process, in the words of a script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from channels_socketio import SocketIO


class Plain:
    """One WebSocket, in the words of a script."""

    def __init__(self, sio: SocketIO, path: str = "/ws/", user: Any = None) -> None:
        router: Any = URLRouter(sio.websocket_urlpatterns)
        self.line = WebsocketCommunicator(router, path)
        self.line.scope["user"] = user

    async def send(self, *array: Any) -> None:
        await self.line.send_json_to(array)

    async def receive(self) -> Any:
        return await self.line.receive_json_from(5)

    async def call(self, event: str, data: Any = None) -> Any:
        """The answer; what else comes first fails the test."""
        await self.send(event, data, 99)
        blank, answer, ack_id = await self.receive()
        assert (blank, ack_id) == (None, 99)
        return answer

    async def closed(self) -> int:
        """The code it was closed with; there is nothing before the close."""
        message = await self.line.receive_output(5)
        assert message["type"] == "websocket.close", message
        code: int = message["code"]
        return code


@asynccontextmanager
async def opened(sio: SocketIO, path: str = "/ws/", user: Any = None) -> AsyncIterator[Plain]:
    plain = Plain(sio, path, user)
    assert (await plain.line.connect(5))[0]
    try:
        yield plain
    finally:
        await plain.line.disconnect(timeout=5)
