"""What a connection holds, and that it lets go."""

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

from channels_socketio.testing import Communicator
from tests.channels_socketio.namespaces import build


class Text(str):
    """Not just text: as Django's SafeString, and the members of a str Enum."""

    __slots__ = ()


async def test_a_servers_reader_gives_each_message_at_once_and_receive_the_end() -> None:
    sio = build()
    taken: list[Callable[[str | bytes], None]] = []
    client = Communicator(sio, extensions={"websocket.reader": taken.append})
    await client.open()
    await asyncio.sleep(0)
    (take,) = taken
    take("40")
    assert (await client.receive()).data["sid"]
    take('421["echo",2]')
    assert (await client.receive()).data == [2]
    await client.close()
    assert len(sio.hub.connections) == 0
    await sio.close()


async def test_a_connection_that_ended_leaves_nothing_to_the_garbage_collector() -> None:
    sio = build()
    gc.collect()
    gc.disable()
    try:
        client = Communicator(sio)
        await client.open()
        await client.connect()
        found: list[Any] = [next(iter(sio.hub.connections)), next(iter(sio.hub.sockets()))]
        references = [weakref.ref(each) for each in found]
        found.clear()
        await client.close()
        del client
        for _ in range(5):
            await asyncio.sleep(0.01)
        assert [reference() for reference in references] == [None, None]
    finally:
        gc.enable()
    await sio.close()


async def test_a_rooms_name_is_the_same_text_for_everyone_and_just_text() -> None:
    sio = build()
    async with Communicator(sio) as one, Communicator(sio) as two:
        await one.connect()
        await two.connect()
        sockets = list(sio.hub.sockets())
        for socket in sockets:
            await socket.enter(Text("room-" + str(7)), Text("room-" + str(7)))
        first, second = (socket.room_names for socket in sockets)
        assert first == second
        assert all(type(name) is str for name in first)
        assert first[-1] is second[-1]
        await sockets[0].leave("room-7", "room-7")
        assert "room-7" not in sockets[0].rooms
        assert len(sio.hub.rooms()["room-7"]) == 1
    await sio.close()
