"""What the application is told of one connection: Daphne's queue, as small as it can be."""

import asyncio
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
Take = Callable[[str | bytes], None]


class Inbox:
    """As much of `asyncio.Queue` as Daphne and an application use, for one reader.

    A queue of asyncio's is five objects and 3 KB, and wakes a task for each message. `listen` is
    the scope extension `websocket.reader` of channels_socketio/writers.py: who listens is called.
    """

    __slots__ = ("_messages", "_take", "_waiter")

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._waiter: asyncio.Future[None] | None = None
        self._take: Take | None = None

    def put_nowait(self, message: Message) -> None:
        """Add a message, and wake who waits."""
        if self._take is not None and message["type"] == "websocket.receive":
            text = message.get("text")
            self._take(message["bytes"] if text is None else text)
            return
        if message["type"] == "websocket.disconnect":
            self._take = None  # it holds us
        self._messages.append(message)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def hand(self, data: str | bytes) -> None:
        """Add what came over a WebSocket."""
        if self._take is not None:
            self._take(data)
        elif isinstance(data, str):
            self.put_nowait({"type": "websocket.receive", "text": data})
        else:
            self.put_nowait({"type": "websocket.receive", "bytes": data})

    async def get(self) -> Message:
        """The next message; waits for it."""
        while not self._messages:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._messages.pop(0)

    def listen(self, take: Take) -> None:
        """Give `take` all that came over the WebSocket, and all that comes, as it comes."""
        self._take = take
        messages, self._messages = self._messages, []
        for message in messages:
            self.put_nowait(message)
