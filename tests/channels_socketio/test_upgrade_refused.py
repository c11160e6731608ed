"""Upgrades that are refused, abandoned or come too late."""

import asyncio
from typing import Any

import orjson
import pytest

from channels_socketio.testing import Closed, Communicator
from channels_socketio.testing.polling import request
from tests.channels_socketio.namespaces import build
from tests.channels_socketio.upgrading import Upgrading, settle


@pytest.mark.parametrize("frames", [["5"], ["2probe", "6"]], ids=repr)
async def test_a_wrong_frame_ends_that_websocket_alone(frames: list[str]) -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        for frame in frames:
            websocket.send_frame(frame)
        assert await websocket.wait_closed() == 1000
        await client.post('421["echo","alive"]')
        await client.poll()
        assert client.got == ['431["alive"]']
    await sio.close()


async def test_a_probe_takes_no_longer_than_it_may() -> None:
    sio = build(upgrade_timeout=30)
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        assert await websocket.wait_closed() == 1000
        assert client.socket.transport == "polling"
    await sio.close()


async def test_a_second_websocket_is_accepted_and_closed() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        second = Communicator(sio, query=client.query.replace("polling", "websocket"))
        await client.open_websocket()
        await client.probe()
        await second.open_websocket()
        assert await second.wait_closed() == 1000
        await second.close()
        assert client.websocket is not None
        client.websocket.send_frame("5")
        assert await client.websocket.call("echo", 1) == 1
        assert client.socket.transport == "websocket"
    await sio.close()


async def test_after_the_upgrade_polling_is_a_bad_request() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        websocket.send_frame("5")
        await settle()
        for method in ("GET", "POST"):
            answer = await request(sio, method, client.query, b"3")
            assert (answer.status, orjson.loads(answer.body)["code"]) == (400, 3)
        assert await websocket.call("echo", "alive") == "alive"
    await sio.close()


async def test_with_b64_binary_is_text_on_a_websocket() -> None:
    sio = build()
    client = Communicator(sio, query="EIO=4&transport=websocket&b64=1")
    async with client:
        await client.connect()
        (socket,) = sio.hub.sockets()
        assert socket.writable
        await socket.emit("n", b"\x01", b"")
        await socket.emit("n", b"\x01", b"", volatile=True)
        frames = [await client.receive_frame() for _ in range(3)]
        assert frames[1:] == ["bAQ==", "b"]
        client.send_frame("bAQ==")
        await client.wait_closed()
    await sio.close()


async def test_a_ping_under_way_is_answered_over_the_websocket() -> None:
    sio = build(ping_interval=60, ping_timeout=2_000)
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        await asyncio.sleep(0.1)
        websocket.send_frame("5")
        assert await websocket.receive_frame() == "2"
        websocket.send_frame("3")
        assert await websocket.receive_frame() == "2"
        assert await websocket.call("echo", "alive") == "alive"
    await sio.close()


@pytest.mark.parametrize(
    "options", [{"allow_upgrades": False}, {"transports": ("polling",)}], ids=repr
)
async def test_where_no_upgrade_is_allowed_none_is_offered_and_none_is_let_in(
    options: dict[str, Any],
) -> None:
    sio = build(**options)
    answer = await request(sio, "GET", "EIO=4&transport=polling")
    assert orjson.loads(answer.body[1:])["upgrades"] == []
    async with Upgrading(sio) as client:
        with pytest.raises(Closed, match="refused"):
            await client.open_websocket()
        client.websocket = None
    await sio.close()


async def test_while_the_server_drains_nobody_upgrades() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        sio.hub.draining = True
        with pytest.raises(Closed, match="refused"):
            await client.open_websocket()
        client.websocket = None
    await sio.close()


async def test_a_session_that_ends_while_its_websocket_is_accepted_ends_it_too() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        query = client.query.replace("polling", "websocket")
        websocket = Communicator(sio, query=query)
        opening = asyncio.create_task(websocket.open_websocket())
        take = websocket._take

        async def close_first(message: dict[str, Any]) -> None:
            if message["type"] == "websocket.accept":
                await client.socket.disconnect(close=True)
            await take(message)

        websocket._take = close_first  # type: ignore[method-assign]
        await opening
        assert await websocket.wait_closed() == 1000
        await websocket.close()
    await sio.close()


async def test_a_session_that_ends_as_the_client_upgrades_ends_the_websocket() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        websocket.send_frame("5")
        await client.socket.disconnect(close=True)
        assert await websocket.wait_closed() == 1000
    await sio.close()
