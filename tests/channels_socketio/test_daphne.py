"""What only a real Daphne shows: a client that does not read, SIGTERM, its own limits."""

import asyncio
import contextlib
import time
from typing import Any

import pytest
import socketio
import websockets

from tests.channels_socketio.conftest import Served, serving

WAYS = pytest.mark.parametrize("way", [(), ("direct",)], ids=["through ASGI", "direct writer"])
GROWTH = 20_000_000


async def _raw(server: Served, **options: Any) -> websockets.ClientConnection:
    """A joined client, without a library that would answer or read by itself."""
    url = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
    raw = await websockets.connect(url, ping_interval=None, **options)
    await raw.send("40")
    while not str(await raw.recv()).startswith("40"):
        pass
    return raw


async def _pongs(raw: websockets.ClientConnection) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await raw.send("3")
            await asyncio.sleep(0.02)


@WAYS
@pytest.mark.parametrize("blindly", [False, True], ids=["silent", "sending pongs"])
async def test_a_client_that_stops_reading_is_dropped_and_costs_little(
    way: tuple[str, ...], blindly: bool
) -> None:
    with serving(*way) as server:
        other = socketio.AsyncClient(reconnection=False)
        gone: asyncio.Queue[Any] = asyncio.Queue()
        other.on("gone", lambda sid, reason: gone.put_nowait(reason))
        await other.connect(server.url, transports=["websocket"])
        raw = await _raw(server, max_queue=1)
        before = server.memory
        await raw.send('42["burst",100000,1000]')
        pongs = asyncio.create_task(_pongs(raw)) if blindly else None
        peak = before
        slowest = 0.0
        while gone.empty():
            started = time.monotonic()
            assert await other.call("echo", "unaffected", timeout=5) == "unaffected"
            slowest = max(slowest, time.monotonic() - started)
            peak = max(peak, server.memory)
            await asyncio.sleep(0.01)
        assert gone.get_nowait() == "slow reader"
        assert peak - before < GROWTH
        assert slowest < 1.0
        if pongs is not None:
            pongs.cancel()
        raw.transport.abort()
        await other.disconnect()


@WAYS
async def test_sigterm_runs_the_disconnect_handlers(way: tuple[str, ...]) -> None:
    with serving(*way) as server:
        client = socketio.AsyncClient(reconnection=False)
        await client.connect(server.url, transports=["websocket"])
        assert await client.call("echo", 1, timeout=5) == 1
        await asyncio.to_thread(server.stop)
        assert server.output.strip() == b"server shutting down"
        await client.wait()


@WAYS
async def test_a_message_over_max_payload_is_closed_with_a_close_frame(
    way: tuple[str, ...],
) -> None:
    with serving(*way) as server:
        raw = await _raw(server)
        await raw.send('42["echo","' + "x" * 1_000_000 + '"]')
        await raw.wait_closed()
        assert raw.close_code == 1000


async def test_a_bad_handshake_is_refused_with_403_and_over_http_with_the_protocols_error() -> None:
    with serving() as server:
        with pytest.raises(websockets.InvalidStatus, match="403"):
            await websockets.connect(f"ws://127.0.0.1:{server.port}/socket.io/?EIO=3")
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /socket.io/?EIO=4 HTTP/1.0\r\n\r\n")
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.0 400")
        assert answer.endswith(b'{"code":0,"message":"Transport unknown"}')
