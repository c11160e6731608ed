"""THREATS "Engine.IO", "Flood" and "Slow reader", on every transport: who sends too much, too
little, too slowly or what is no HTTP, and who never reads."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.channels_socketio.conftest import Served, serving
from tests.channels_socketio.hostile import Line, open_line, state, unaffected, until_state
from tests.channels_socketio.wire import open_websocket

TRANSPORTS = pytest.mark.parametrize("transport", ["websocket", "polling"])
QUIET = {"ping_interval": 60_000, "connect_timeout": 60_000}


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """One server for all of these that need no options of their own."""
    with serving(json.dumps(QUIET)) as served:
        yield served


# -- Floods ---------------------------------------------------------------------------------------


@TRANSPORTS
async def test_a_flood_of_pongs_is_one_timer_and_at_last_a_close(
    server: Served, transport: str
) -> None:
    async with unaffected(server):
        line = await open_line(server.url, transport)
        before = await state(server)
        await line.send(*["3"] * 1_500)
        assert not await line.is_closed()
        assert (await state(server))["tasks"] <= before["tasks"] + 4  # of requests under way
        await line.send(*["3"] * 1_500)
        assert await line.is_closed()
        await line.leave()


@TRANSPORTS
@pytest.mark.parametrize(
    "frame", ['42["nobody:listens",{}]', '42["echo",1]', "430[]", "40/nowhere,", "5", "6"]
)
async def test_a_flood_of_anything_is_closed(server: Served, transport: str, frame: str) -> None:
    async with unaffected(server):
        line = await open_line(server.url, transport)
        await line.send(*[frame] * 1_900)
        await line.send(*[frame] * 1_900)
        assert await line.is_closed()
        await line.leave()


@TRANSPORTS
async def test_joining_and_leaving_in_a_loop_is_closed_and_leaves_nothing(
    server: Served, transport: str
) -> None:
    async with unaffected(server):
        line = await open_line(server.url, transport)
        for _ in range(2):
            await line.send(*["41", '40{"quiet":true}'] * 900)
        assert await line.is_closed()
        await line.leave()


@TRANSPORTS
async def test_what_waits_for_a_slow_handler_is_held_as_the_text_it_is(
    server: Served, transport: str
) -> None:
    """The 4 MB that may wait, of what takes the most memory when it is read."""
    bulky = '42["echo"' + ',{"":0}' * 140_000 + "]"
    # One is read at a time, and what was read is freed: 40 MB, and not 130.
    async with unaffected(server, growth=60_000_000):
        line = await open_line(server.url, transport)
        await line.send('42["slow",1]')
        for _ in range(4):
            await line.send(bulky)
        assert not await line.is_closed()
        await line.leave()


# -- Nobody says who he is ------------------------------------------------------------------------


@TRANSPORTS
async def test_those_who_never_connect_are_bounded_and_in_time_all_gone(transport: str) -> None:
    options = {**QUIET, "connect_timeout": 1_500, "max_pending": 50}
    with serving(json.dumps(options)) as server:
        async with unaffected(server), contextlib.AsyncExitStack() as stack:
            http = await stack.enter_async_context(httpx.AsyncClient(base_url=server.url))
            for number in range(150):
                if transport == "polling":
                    assert (await http.get("/socket.io/?EIO=4&transport=polling")).is_success
                else:
                    websocket = await open_websocket(server.url)
                    stack.callback(websocket.transport.abort)
                if number % 20 == 0:
                    assert (await state(server))["pending"] <= 50
            assert (await state(server))["connections"] <= 52


@TRANSPORTS
async def test_one_who_is_refused_everywhere_has_no_more_time(transport: str) -> None:
    with serving(json.dumps({**QUIET, "connect_timeout": 800})) as server:
        async with unaffected(server):
            line = await open_line(server.url, transport, joined=False)
            for _ in range(20):
                await line.send("40/admin,", "40/nowhere,")
                await asyncio.sleep(0.1)
            assert await line.is_closed()
            await line.leave()


# -- Nobody reads ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1_000, 0], ids=["large events", "tiny events"])
@pytest.mark.parametrize("blindly", [False, True], ids=["silent", "sending pongs"])
async def test_a_client_that_does_not_poll_is_dropped_and_costs_little(
    blindly: bool, size: int
) -> None:
    """Over a WebSocket, test_daphne has the same."""
    options = {**QUIET, "ping_interval": 300, "ping_timeout": 60_000}
    with serving(json.dumps(options)) as server:
        async with unaffected(server):
            line = await open_line(server.url, "polling")
            await line.send(f'42["burst",1000000,{size}]')
            pongs = asyncio.create_task(_pongs(line)) if blindly else None
            await until_state(server, 30, connections=2)
            assert await line.is_closed()
            if pongs is not None:
                pongs.cancel()
            await line.leave()


async def _pongs(line: Line) -> None:
    while True:
        await line.send("3")
        await asyncio.sleep(0.02)


async def test_a_client_that_polls_and_reads_no_answer_is_dropped() -> None:
    options = {**QUIET, "ping_interval": 300, "ping_timeout": 1_000}
    with serving(json.dumps(options)) as server:
        async with unaffected(server):
            line = await open_line(server.url, "polling")
            await line.send('42["burst",200000,1000]')
            _, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1_024)
            query = line.polling.query  # type: ignore[attr-defined]
            writer.write(f"GET /socket.io/?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 2)
            await until_state(server, 30, connections=2)
            writer.transport.abort()
            await line.leave()


# -- Nobody ends ----------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _raw(server: Served) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def test_bodies_that_do_not_end_hold_up_nobody(server: Served) -> None:
    async with unaffected(server), contextlib.AsyncExitStack() as stack:
        line = await open_line(server.url, "polling")
        query = line.polling.query  # type: ignore[attr-defined]
        for _ in range(50):
            _, writer = await stack.enter_async_context(_raw(server))
            head = f"POST /socket.io/?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n"
            writer.write(head.encode() + b"4" * 1_000)
            await writer.drain()
        assert not await line.is_closed()
        await line.leave()


HEAD = b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n"
BOMBS = {
    "a long line": b"GET /socket.io/?EIO=4&transport=polling&" + b"x" * 1_000_000,
    "a long header": HEAD + b"Origin: " + b"x" * 1_000_000,
    "many headers": HEAD + b"A: b\r\n" * 100_000,
    "a header that never ends": HEAD + b"A" * 1_000_000,
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "a length and chunks": (
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /"
    ),
    "a chunk of no size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "a chunk too large": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 5_000 + b"\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
async def test_what_is_no_request_of_ours_ends_that_line_alone(server: Served, bomb: bytes) -> None:
    async with unaffected(server), _raw(server) as (reader, writer):
        with contextlib.suppress(ConnectionError):
            writer.write(bomb)
            await asyncio.wait_for(writer.drain(), 5)
        with contextlib.suppress(ConnectionError):
            answer = await asyncio.wait_for(reader.read(), 10)
            assert b"400 " in answer or not answer


@pytest.mark.parametrize(
    "frame",
    [
        bytes([0xC1, 0x80, 0, 0, 0, 0]),
        bytes([0xA1, 0x80, 0, 0, 0, 0]),
        bytes([0x83, 0x80, 0, 0, 0, 0]),
        bytes([0x81, 0x01, 0x33]),
        bytes([0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        bytes([0x81, 0x81, 0, 0, 0, 0, 0xFF]),
        bytes([0x80, 0x80, 0, 0, 0, 0]),
    ],
    ids=["RSV1", "RSV2", "opcode", "unmasked", "length", "no UTF-8", "a continuation of nothing"],
)
async def test_a_frame_that_is_none_closes_its_line_alone(server: Served, frame: bytes) -> None:
    async with unaffected(server), _raw(server) as (reader, writer):
        writer.write(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        await reader.readuntil(b"}")
        writer.write(frame)
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 10)


async def test_a_sid_cannot_be_guessed_by_asking_often(server: Served) -> None:
    async with unaffected(server), httpx.AsyncClient(base_url=server.url) as http:
        for number in range(100):
            query = f"EIO=4&transport=polling&sid=w1.{number:027}"
            answer = await http.request("POST" if number % 2 else "GET", f"/socket.io/?{query}")
            assert (answer.status_code, answer.json()["code"]) == (400, 1)
