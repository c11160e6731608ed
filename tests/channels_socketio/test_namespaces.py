"""A server driven through its ASGI application: joining, events, acks, rooms."""

from typing import Any

from channels_socketio import Namespace, Socket, SocketIO, on
from channels_socketio.testing import Communicator


class Room(Namespace):
    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        await socket.enter("lobby")

    @on("say")
    async def say(self, socket: Socket, text: str) -> str:
        await self.emit("said", text, to="lobby", skip_sid=socket.sid)
        return "ok"


async def test_what_one_says_all_others_in_the_room_hear() -> None:
    sio = SocketIO({"/": Room})
    async with Communicator(sio) as one, Communicator(sio) as two:
        await one.connect()
        await two.connect()
        assert await one.call("say", "hi") == "ok"
        assert await two.receive_event() == ["said", "hi"]
        await one.receive_nothing()
    await sio.close()
