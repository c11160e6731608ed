"""Plain WebSockets on the wire: a script, Node's `WebSocket`, and clients that misbehave."""

import asyncio
import contextlib
import json
import subprocess
from typing import Any

import pytest
import socketio
import websockets

from tests.channels_socketio.conftest import ROOT, Served, serving

WAYS = pytest.mark.parametrize("way", [(), ("direct",)], ids=["through ASGI", "direct writer"])
GROWTH = 20_000_000


def _connect(server: Served, path: str = "/ws/", **options: Any) -> Any:
    return websockets.connect(f"ws://127.0.0.1:{server.port}{path}", **options)


async def _next(line: Any) -> Any:
    return json.loads(await asyncio.wait_for(line.recv(), 5))


async def _read_to_the_end(line: Any) -> Any:
    """The code that the server closes with."""
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await line.recv()
    return line.close_code


@WAYS
async def test_a_script_and_a_socket_io_client_hear_each_other(way: tuple[str, ...]) -> None:
    with serving(*way) as server:
        other = socketio.AsyncClient(reconnection=False)
        said: asyncio.Queue[Any] = asyncio.Queue()
        other.on("said", said.put_nowait)
        await other.connect(server.url, transports=["websocket"])
        async with _connect(server) as line:
            await line.send('["enter","r",1]')
            assert await _next(line) == [None, ["r"], 1]
            await other.call("say", ("r", "x", b"y"), timeout=5)
            assert await _next(line) == ["said", ["x", "eQ=="]]
            await line.send('["all","from the script"]')
            assert await asyncio.wait_for(said.get(), 5) == "from the script"
            assert await _next(line) == ["said", "from the script"]
        await other.disconnect()


@WAYS
async def test_frames_pass_whole_through_a_relay_even_empty_and_long_ones(
    way: tuple[str, ...],
) -> None:
    with serving(*way) as server:
        async with _connect(server, "/ws/relay") as one, _connect(server, "/ws/relay") as two:
            await two.send("here")
            assert await asyncio.wait_for(one.recv(), 5) == "here"
            for frame in ("hello ✓", b"\x00\xff", "", b"", "x" * 70_000, b"y" * 300_000, "last"):
                await one.send(frame)
                assert await asyncio.wait_for(two.recv(), 5) == frame


@WAYS
async def test_closes_say_why_by_their_code(way: tuple[str, ...]) -> None:
    with serving(*way) as server:
        for path, sent, code in (
            ("/ws/admin", None, 4003),
            ("/ws/", "x" * 1_000_001, 4009),
            ("/ws/", '["kick"]', 1000),
        ):
            async with _connect(server, path) as line:
                if sent is not None:
                    await line.send(sent)
                assert await asyncio.wait_for(_read_to_the_end(line), 5) == code


@WAYS
async def test_a_flood_costs_the_sender_alone(way: tuple[str, ...]) -> None:
    with serving(*way) as server:
        async with _connect(server) as other, _connect(server) as flood:
            reading = asyncio.create_task(_read_to_the_end(flood))
            with contextlib.suppress(websockets.ConnectionClosed):
                while not reading.done():
                    await flood.send("[")
                    await asyncio.sleep(0)
            assert await asyncio.wait_for(reading, 10) == 4008
            await other.send('["echo","alive",1]')
            while (answer := await _next(other))[0] is not None:
                pass  # the flood's end is told to everyone
            assert answer == [None, "alive", 1]


@WAYS
async def test_a_client_that_stops_reading_is_dropped_and_costs_little(
    way: tuple[str, ...],
) -> None:
    with serving(*way) as server:
        async with _connect(server) as other:
            raw = await _connect(server, max_queue=1, ping_interval=None)
            before = peak = server.memory
            await raw.send('["burst",[100000,1000]]')
            reason = None
            while reason is None:
                await other.send('["echo",null,1]')
                while (answer := await _next(other))[0] is not None:
                    reason = answer[1][1]
                peak = max(peak, server.memory)
                await asyncio.sleep(0.01)
            assert reason == "slow reader"
            assert peak - before < GROWTH
            raw.transport.abort()


def test_node_without_a_library_takes_part() -> None:
    script = """
    const line = new WebSocket(process.argv[1]);
    line.binaryType = "arraybuffer";
    line.onopen = () => line.send(JSON.stringify(["echo", {deep: [1]}, 5]));
    line.onmessage = ({data}) => {
      if (typeof data === "string") {
        console.log(data);
        line.send(new Uint8Array([1, 2, 255]));
      } else {
        console.log([...new Uint8Array(data)].join());
        line.close();
      }
    };
    line.onerror = () => process.exit(1);
    """
    with serving() as server:
        run = subprocess.run(
            ["node", "--experimental-websocket", "-e", script, f"ws://127.0.0.1:{server.port}/ws/"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert run.stdout.split() == ['[null,{"deep":[1]},5]', "1,2,255"], run.stderr
