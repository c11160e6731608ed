"""THREATS "JSON", "Event name", "Attachments" and "Type injection", on every transport."""

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import websockets

from tests.channels_socketio.conftest import Served, serving
from tests.channels_socketio.hostile import open_line, unaffected

TRANSPORTS = pytest.mark.parametrize("transport", ["websocket", "polling"])
OPTIONS = {"ping_interval": 60_000, "connect_timeout": 60_000}
TWO = '452-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """One server for all of these: each leaves it as it was."""
    with serving(json.dumps(OPTIONS)) as served:
        yield served


CLOSED_ON: list[list[str | bytes]] = [
    ["42" + "[" * 100_000],
    ['42["e",' + "[" * 100_000 + "]" * 100_000 + "]"],
    ['42["e",' + "1" * 5_000],
    ["42" + "1" * 5_000 + '["e"]'],
    ['42["e",NaN]'],
    ['42["e",-Infinity]'],
    ['42["\\ud800"]'],
    ['42["e","\\udfff\\ud800"]'],
    ['42["e","\x00"]'],
    ['42[{"toString":1}]'],
    ["42[[]]"],
    ["42[null]"],
    ["42[true]"],
    ['42["connect"]'],
    ['42["connect_error"]'],
    ['42["disconnect"]'],
    ['42["disconnecting"]'],
    ['42["newListener"]'],
    ['451-["e",{"_placeholder":true,"num":"splice"}]'],
    ['451-["e",{"_placeholder":true,"num":-1}]'],
    ['451-["e",{"_placeholder":true,"num":"__proto__"}]'],
    ["45999999-"],
    ['45999999-["e"]'],
    ['450-["e"]'],
    ['4511-["e"]'],
    [TWO, b"one", '42["text"]'],
    [TWO, b"one", b"two", b"three"],
    [b"stray"],
]


@TRANSPORTS
@pytest.mark.parametrize(
    "frames", CLOSED_ON, ids=lambda frames: " ".join(repr(frame[:20]) for frame in frames)
)
async def test_the_sender_alone_is_closed_on(
    server: Served, transport: str, frames: list[str | bytes]
) -> None:
    async with unaffected(server):
        line = await open_line(server.url, transport)
        await line.send(*frames)
        assert await line.is_closed()
        await line.leave()


HARMLESS = [
    '42["error"]',
    '42["error",{"message":"x"}]',
    '42["e\\u0000"]',
    '42["__proto__",{"__proto__":1}]',
    '42["websocket.disconnect"]',
    '42[1e308,"a number is a name"]',
    '42["\\ud83d\\ude00"]',
    '43999999999999["nobody asked"]',
]


@TRANSPORTS
@pytest.mark.parametrize("frame", HARMLESS)
async def test_nothing_comes_of(server: Served, transport: str, frame: str) -> None:
    async with unaffected(server):
        line = await open_line(server.url, transport)
        await line.send(frame)
        assert not await line.is_closed()
        await line.leave()


DATA: list[Any] = [
    {"type": "websocket.disconnect", "code": 1000},
    {"type": "socketio.envelope", "op": "disconnect", "to": None, "close": True},
    {"__proto__": {"x": 1}, "constructor": {"prototype": 2}},
    {"_placeholder": True, "num": 7},
    "\x00\x1e\u2028\ufffe",
    [[[[[]]]]],
]


@TRANSPORTS
@pytest.mark.parametrize("data", DATA, ids=str)
async def test_what_looks_like_something_else_comes_back_as_the_data_it_is(
    server: Served, transport: str, data: Any
) -> None:
    async with unaffected(server):
        line = await open_line(server.url, transport)
        assert await line.call(data, "and", data) == [data, "and", data]
        await line.leave()


BEFORE: list[str | bytes] = [
    b"binary",
    '42["e"]',
    "430[]",
    "41",
    "44{}",
    "40[]",
    '40"auth"',
    "40null",
]


@TRANSPORTS
@pytest.mark.parametrize("frame", BEFORE, ids=repr)
async def test_before_a_connect_nothing_else_is_taken(
    server: Served, transport: str, frame: str | bytes
) -> None:
    async with unaffected(server):
        line = await open_line(server.url, transport, joined=False)
        await line.send(frame)
        assert await line.is_closed()
        await line.leave()


@TRANSPORTS
async def test_what_was_held_for_withheld_attachments_is_freed(
    server: Served, transport: str
) -> None:
    ten = ",".join(f'{{"_placeholder":true,"num":{number}}}' for number in range(10))
    async with unaffected(server):
        for _ in range(15):
            line = await open_line(server.url, transport)
            await line.send(f'4510-["e",{ten}]')
            for _ in range(9):
                await line.send(b"x" * 400_000)
            await line.leave()


TOLD = {
    "[" * 100_000: "bad JSON",
    '["e",' + "1" * 5_000: "bad JSON",
    '["e",NaN]': "bad JSON",
    '["\\ud800"]': "bad JSON",
    '[{"toString":1}]': "event name is no string or number",
    "[[]]": "event name is no string or number",
    '["connect"]': "reserved event name",
    '["disconnect"]': "reserved event name",
    '["e",1,"splice"]': "ack id is no number from 0 to 10^15",
    '["e",1,2,3]': "a frame is an array: [event, data, ack id]",
}


@pytest.mark.parametrize(("frame", "words"), TOLD.items(), ids=lambda text: text[:20])
async def test_a_plain_client_is_told_and_goes_on(server: Served, frame: str, words: str) -> None:
    async with unaffected(server):
        url = server.url.replace("http:", "ws:") + "/ws/"
        async with websockets.connect(url) as plain:
            await plain.send(frame)
            assert orjson.loads(await plain.recv()) == ["error", {"message": words}]
            await plain.send('["echo",{"_placeholder":true,"num":0},1]')
            assert orjson.loads(await plain.recv()) == [None, {"_placeholder": True, "num": 0}, 1]
