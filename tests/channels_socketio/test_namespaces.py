"""Namespaces by name and by pattern: which one a client gets, and how long it lives."""

import asyncio
import re
from typing import Any, cast

import pytest

from channels_socketio import Namespace, Socket, SocketIO, on
from channels_socketio.packet import Packet, PacketType
from channels_socketio.testing import Communicator


class Room(Namespace):
    """One for each name. `made` and `ended` count them all."""

    made: list["Room"] = []
    farewells: list[str] = []

    def __init__(self) -> None:
        self.visits = 0
        self.made.append(self)

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        self.visits += 1
        await socket.enter("lobby")

    async def on_disconnect(self, socket: Socket, reason: str) -> None:
        self.farewells.append(self.name)

    @on("say")
    async def say(self, socket: Socket, text: str) -> str:
        await self.emit("said", text, to="lobby", skip_sid=socket.sid)
        return self.name


class Named(Room):
    pass


class Late(Room):
    pass


def _build(worker: str | None = None, **options: Any) -> SocketIO:
    Room.made, Room.farewells = [], []
    patterns: Any = {
        re.compile(r"/room-\d+"): Room,
        "/room-1": Named,
        re.compile(r"/room-.*"): Late,
        "/": Room,
    }
    return SocketIO(patterns, worker=worker, **options)


async def test_what_one_says_all_others_in_the_room_hear() -> None:
    sio = _build()
    async with Communicator(sio) as one, Communicator(sio) as two:
        await one.connect()
        await two.connect()
        assert await one.call("say", "hi") == "/"
        assert await two.receive_event() == ["said", "hi"]
        await one.receive_nothing()
    await sio.close()


async def test_a_name_goes_before_a_pattern_and_the_first_pattern_before_the_next() -> None:
    sio = _build()
    async with Communicator(sio) as client:
        for name in ("/room-1", "/room-22", "/room-x"):
            assert "sid" in await client.connect(name)
        kinds = [type(sio.namespaces[name]) for name in ("/room-1", "/room-22", "/room-x")]
        assert kinds == [Named, Room, Late]
        assert list(sio.namespaces) == ["/room-1", "/", "/room-22", "/room-x"]
        assert len(sio.namespaces) == 4
    await sio.close()


@pytest.mark.parametrize("name", ["/roo", "/a/room-2", "/room", "/room-\n", "/ROOM-2"])
async def test_a_pattern_must_match_the_whole_name(name: str) -> None:
    sio = _build()
    async with Communicator(sio) as client:
        assert await client.connect(name) == {"message": "Invalid namespace"}
        assert name not in sio.namespaces
    await sio.close()


async def test_each_name_of_a_pattern_is_a_namespace_of_its_own_in_every_process() -> None:
    one, two = _build("one"), _build("two")
    async with Communicator(one) as a, Communicator(two) as b, Communicator(two) as c:
        await a.connect("/room-7")
        await b.connect("/room-7")
        await c.connect("/room-8")
        assert await a.call("say", "hi", namespace="/room-7") == "/room-7"
        assert await b.receive_event() == ["said", "hi"]
        one.emitter.emit("x", to="lobby", namespace="/room-8")
        two.emitter.emit("y", namespace="/room-7")
        assert await c.receive_event() == ["x"]
        assert await a.receive_event() == await b.receive_event() == ["y"]
        for client in (a, b, c):
            await client.receive_nothing()
    await one.close()
    await two.close()


async def test_a_namespace_of_a_pattern_lives_from_its_first_socket_to_its_last_goodbye() -> None:
    sio = _build()
    async with Communicator(sio) as one, Communicator(sio) as two:
        assert "/room-7" not in sio.namespaces
        await one.connect("/room-7")
        first = cast(Room, sio.namespaces["/room-7"])
        await two.connect("/room-7")
        assert sio.namespaces["/room-7"] is first
        assert first.visits == 2
        one.send(Packet(PacketType.DISCONNECT, namespace="/room-7"))
        assert await two.call("say", "alone", namespace="/room-7")
        assert sio.namespaces["/room-7"] is first
        await two.close()
        assert "/room-7" not in sio.namespaces
        assert list(sio.hub.roster.namespaces) == []
        assert Room.farewells == ["/room-7"] * 2
        await one.connect("/room-7")
        assert sio.namespaces["/room-7"] is not first
    await sio.close()


async def test_a_namespace_whose_clients_are_all_refused_is_let_go() -> None:
    class Closed(Namespace):
        async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
            raise RuntimeError("nobody")

    sio = SocketIO({re.compile("/x"): Closed})
    async with Communicator(sio) as client:
        for _ in range(3):
            assert await client.connect("/x") == {"message": "internal error"}
        assert dict(sio.namespaces) == {}
    await sio.close()


async def test_a_client_makes_no_more_namespaces_than_it_may_and_none_with_a_long_name() -> None:
    sio = _build(namespaces_per_client=3, max_namespaces=4, namespace_length=8)
    full = {"message": "too many namespaces"}
    async with Communicator(sio) as one, Communicator(sio) as two:
        for number in range(3):
            await one.connect(f"/room-{number + 2}")
        assert await one.connect("/room-5") == full
        assert await one.connect("/room-10") == full
        await two.connect("/room-2")
        assert "sid" in await two.connect("/room-6")
        assert await two.connect("/room-7") == full
        assert "sid" in await two.connect("/"), "those with a name are always there"
        one.send(Packet(PacketType.DISCONNECT, namespace="/room-4"))
        assert await one.connect("/room-400") == {"message": "Invalid namespace"}
        assert "sid" in await one.connect("/room-7")
        assert set(sio.namespaces) == {"/", "/room-1", "/room-2", "/room-3", "/room-6", "/room-7"}
    await sio.close()


async def test_a_client_that_joins_and_leaves_at_once_leaves_nothing_behind() -> None:
    sio = _build()
    async with Communicator(sio) as client:
        for _ in range(3):
            client.send(Packet(PacketType.CONNECT, namespace="/room-7"))
            client.send(Packet(PacketType.DISCONNECT, namespace="/room-7"))
        await client.connect()
        async with asyncio.timeout(5):
            while "/room-7" in sio.namespaces:
                await asyncio.sleep(0.01)
        assert list(sio.hub.roster.namespaces) == ["/"]
        assert Room.farewells == []
    await sio.close()


@pytest.mark.parametrize(
    ("key", "namespace"),
    [("room", Room), ("/a,b", Room), (re.compile("/x"), Room())],
    ids=["no slash", "a comma", "an instance for a pattern"],
)
def test_what_is_no_namespace_is_refused_when_it_is_declared(key: Any, namespace: Any) -> None:
    with pytest.raises(ValueError, match=r"a namespace's name|a pattern takes a class"):
        SocketIO({key: namespace})
