"""The upgrade, step by step: what is sent between any two steps arrives once and in order."""

import asyncio
import itertools

import pytest

from channels_socketio import Namespace, Socket, SocketIO
from channels_socketio.testing import Communicator, PollingCommunicator
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.upgrading import Upgrading, settle

STEPS = ("before", "opened", "probed", "released", "upgrading", "upgraded")


@pytest.mark.parametrize("waiting", [True, False], ids=["a poll waits", "no poll waits"])
async def test_whenever_something_is_sent_it_arrives_once_and_in_order(waiting: bool) -> None:
    sio = build(inbound_burst=10_000)
    for chosen in itertools.product((0, 2), repeat=len(STEPS)):
        counts = dict(zip(STEPS, chosen, strict=True))
        async with Upgrading(sio) as client:
            sent = await _upgrade(client, counts, waiting)
            assert client.got == sent, counts
            assert client.websocket is not None
            assert await client.websocket.call("noted") == list(range(len(STEPS)))
    await sio.close()


async def _upgrade(client: Upgrading, counts: dict[str, int], waiting: bool) -> list[str | bytes]:
    """Upgrade, the server sending `counts` events at each step, and the client one."""
    numbers = itertools.count()
    sent: list[str | bytes] = []

    async def emit(step: str) -> None:
        for _ in range(counts[step]):
            number = next(numbers)
            if number % 2:
                sent.extend([f'451-["n",{number},{{"_placeholder":true,"num":0}}]', b"attached"])
                await client.socket.emit("n", number, b"attached")
            else:
                sent.append(f'42["n",{number}]')
                await client.socket.emit("n", number)

    async def note(step: str) -> None:
        frame = f'42["note",{STEPS.index(step)}]'
        if step == "upgraded" and client.websocket is not None:
            client.websocket.send_frame(frame)
        elif step != "upgrading":
            await client.post(frame)

    if waiting:
        client.begin_poll()
        await settle()
    await emit("before")
    await note("before")
    await client.collect()
    await client.open_websocket()
    await emit("opened")
    await note("opened")
    await client.collect()
    await client.probe()
    await emit("probed")
    await note("probed")
    await client.pause()
    await emit("released")
    await note("released")
    assert client.websocket is not None
    client.websocket.send_frame("5")
    await emit("upgrading")
    client.websocket.send_frame(f'42["note",{STEPS.index("upgrading")}]')
    await settle()
    await emit("upgraded")
    await note("upgraded")
    await settle()
    client.drain()
    return sent


async def test_a_poll_that_is_aborted_as_the_client_upgrades_closes_nothing() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        poll = asyncio.create_task(sio.http.desk.get(client.query.rpartition("=")[2], ""))
        await settle()
        await client.probe()
        await settle()
        again = asyncio.create_task(sio.http.desk.get(client.query.rpartition("=")[2], ""))
        await settle()
        polling = client.socket.connection.transport
        release = polling.release

        def release_and_abort() -> None:
            release()
            again.cancel()

        polling.release = release_and_abort
        websocket.send_frame("5")
        await settle()
        assert (await poll).body == b"6"
        assert again.cancelled()
        assert await websocket.call("echo", "alive") == "alive"
    await sio.close()


async def test_what_is_sent_as_a_poll_waits_and_the_client_upgrades_arrives_once() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        await settle()
        client.begin_poll()
        await settle()
        websocket.send_frame("5")
        for number in range(3):
            await client.socket.emit("n", number)
        await client.poll()
        await settle()
        client.drain()
        assert client.got == [f'42["n",{number}]' for number in range(3)]
    await sio.close()


async def test_what_is_held_for_one_who_joins_goes_over_the_websocket_it_upgraded_to() -> None:
    class Slow(Namespace):
        async def on_connect(self, socket: Socket, auth: object) -> None:
            await socket.emit("early")
            await opened.wait()

    opened = asyncio.Event()
    sio = SocketIO({"/": Namespace(), "/slow": Slow()})
    async with Upgrading(sio) as client:
        await client.post("40/slow,")
        await settle()
        websocket = await client.open_websocket()
        await client.probe()
        websocket.send_frame("5")
        await settle()
        await client.socket.emit("other")
        assert await websocket.receive_frame() == '42["other"]'
        opened.set()
        assert str(await websocket.receive_frame()).startswith('40/slow,{"sid"')
        assert await websocket.receive_frame() == '42/slow,["early"]'
    await sio.close()


async def test_a_client_that_polls_all_the_time_passes_over_the_release() -> None:
    sio = build()
    async with PollingCommunicator(sio) as client:
        await client.connect()
        sid = client.handshake["sid"]
        websocket = Communicator(sio, query=f"EIO=4&transport=websocket&sid={sid}")
        await websocket.open_websocket()
        websocket.send_frame("2probe")
        assert await websocket.receive_frame() == "3probe"
        await settle()
        assert await client.call("echo", "by poll") == "by poll"
        await websocket.close()
    await sio.close()
