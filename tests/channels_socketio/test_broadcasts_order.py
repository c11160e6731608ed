"""What is said to many and to one is heard in its order, whatever happens: by lot, on every way."""

import asyncio
import random

import pytest

from channels_socketio import Socket, SocketIO
from channels_socketio.testing import Communicator, PollingCommunicator
from tests.channels_socketio.lines import Grouped, Writers, crowd, say
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.plain_script import Plain, opened

pytestmark = pytest.mark.usefixtures("two_are_many")
LAST = 9_999


async def _read(client: Communicator | PollingCommunicator | Plain) -> list[int]:
    """Its events `n`, until the last."""
    heard: list[int] = []
    while LAST not in heard:
        if isinstance(client, Plain):
            heard.append((await client.receive())[1])
        else:
            heard.append((await client.receive_event("n"))[1])
    return heard


async def _anything(sio: SocketIO, sockets: list[Socket], dice: random.Random) -> list[list[int]]:
    """Say this and that, and move sockets about; what each has to hear, in this order."""
    inside, wanted = {"r": set(sockets), "s": set[Socket]()}, {socket: [0] for socket in sockets}
    for number in range(1, 120):
        socket, room = dice.choice(sockets), dice.choice("rrrs")
        act = dice.choice(
            ["say", "say", "say but one", "say", "emit", "enter", "leave", "turn", "hub"]
        )
        if act in ("say", "say but one"):
            skipped = socket if act == "say but one" else None
            say(sio, number, to=room, skip_sid=skipped.sid if skipped else None)
            for each in inside[room] - {skipped}:
                wanted[each].append(number)
        elif act in ("emit", "hub"):
            if act == "emit":
                await socket.emit("n", number)
            else:
                sio.hub.deliver("n", number, to=socket.sid)
            wanted[socket].append(number)
        elif act == "turn":
            await asyncio.sleep(0)
        else:
            await getattr(socket, act)(room)
            (inside[room].add if act == "enter" else inside[room].discard)(socket)
    return [[*wanted[socket], LAST] for socket in sockets]


@pytest.mark.parametrize("seed", range(12))
async def test_each_hears_all_in_the_order_in_which_it_was_said_on_every_way(seed: int) -> None:
    sio = build()
    async with (
        crowd(sio, 3, Grouped() if seed % 3 else Writers()) as lines,
        Communicator(sio) as one, PollingCommunicator(sio) as two, opened(sio) as plain,
    ):  # fmt: skip
        sids = [(await client.connect())["sid"] for client in (one, two)]
        assert await plain.call("enter", "r") == ["r"]
        by_sid = {socket.sid: socket for socket in sio.hub.sockets()}
        (three,) = (s for s in by_sid.values() if s.transport == "plain")
        sockets = [*(line.socket for line in lines), *(by_sid[sid] for sid in sids), three]
        for socket in sockets[3:]:
            await socket.enter("r")
        say(sio, 0, to=None)
        wanted = await _anything(sio, sockets, random.Random(seed))
        say(sio, LAST, to=None)
        heard = [await _read(client) for client in (one, two, plain)]
        assert [line.heard for line in lines] + heard == wanted
