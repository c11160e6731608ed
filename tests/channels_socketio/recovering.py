"""Clients that lose their connection and come back, for the tests of recovery."""

from typing import Any

from channels_socketio import ConnectionRefused, Namespace, Socket, SocketIO, on
from channels_socketio.testing import Communicator

OPTIONS = {
    "connection_state_recovery": 60_000,
    "peer_interval": 50,
    "peer_timeout": 400,
    "peer_answer": 400,
}


class Club(Namespace):
    """Remembers what happened to its sockets."""

    def __init__(self) -> None:
        self.came: list[tuple[str, bool, dict[str, Any], frozenset[str]]] = []
        self.left: list[str] = []
        self.closed = False

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        if self.closed:
            raise ConnectionRefused("closed")
        self.came.append((socket.sid, socket.recovered, dict(socket.data), socket.rooms))
        if not socket.recovered:
            socket.data["visits"] = 1
            await socket.enter("club", "bar")
        await socket.emit("welcome", socket.recovered)

    async def on_disconnect(self, socket: Socket, reason: str) -> None:
        self.left.append(reason)

    @on("keep")
    async def keep(self, socket: Socket, value: Any) -> None:
        socket.data["kept"] = object() if value == "an object" else value


def club_server(worker: str, **options: Any) -> tuple[SocketIO, Club]:
    """A worker with recovery, and its namespace."""
    club = Club()
    return SocketIO({"/": club}, worker=worker, **{**OPTIONS, **options}), club


class Visit:
    """A client that was let in, and what it has to show to come back."""

    def __init__(self, client: Communicator, answer: dict[str, Any]) -> None:
        self.client = client
        self.sid: str = answer["sid"]
        self.pid: str = answer["pid"]
        self.offset = ""

    async def next(self) -> list[Any]:
        """The next event without its offset, which is kept as the client does."""
        *event, self.offset = await self.client.receive_event()
        return event

    @property
    def ticket(self) -> dict[str, Any]:
        """What the official client puts into its CONNECT."""
        return {"pid": self.pid, "offset": self.offset}


async def arrive(sio: SocketIO, auth: dict[str, Any] | None = None, **options: Any) -> Visit:
    """A client that is let in, or back in with its ticket."""
    client = Communicator(sio, **options)
    await client.open()
    return Visit(client, await client.connect(auth=auth))


async def come_and_lose(sio: SocketIO, **options: Any) -> Visit:
    """A client that was welcomed and lost its connection."""
    visit = await arrive(sio, **options)
    assert await visit.next() == ["welcome", False]
    await visit.client.close()
    return visit
