"""A stop, as a browser and the database see it: with the real chat on top of the launcher."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
import websockets

from tests.support.hearth import HearthServer

_PEOPLE = """
from chat.actions import organisation, tokens
owner = organisation.found(name="Tidewater", username="olga", email="olga@example.org",
                           password="correct-horse-battery", display_name="Olga")
print(tokens.create_token(user=owner, name="a script")[1])
"""
# The rows of an ended worker are renamed, and lapse.
_ALIVE = "SELECT count(*) FROM chat_connection WHERE worker = 'w1'"


@pytest.fixture
def hearth() -> Iterator[HearthServer]:
    """An organisation with an owner."""
    with HearthServer() as server:
        yield server


def _token(hearth: HearthServer) -> str:
    return hearth.manage("shell", "--no-imports", "-c", _PEOPLE).split()[-1]


def _connections(hearth: HearthServer) -> int:
    with closing(sqlite3.connect(hearth.data / "hearth.sqlite3")) as database:
        count: int = database.execute(_ALIVE).fetchone()[0]
        return count


async def _read(client: websockets.ClientConnection, *, into: list[str]) -> None:
    while True:
        into.append(str(await client.recv()))


async def _poll(http: httpx.AsyncClient, path: str, said: list[str]) -> None:
    """Poll until the server closes; what it says goes into `said`."""
    while said[-1:] != ["1"]:
        answer = await http.get(path)
        assert answer.status_code == 200, answer.text
        said += answer.text.split("\x1e")


async def test_a_stop_sends_clients_away_to_come_back_and_leaves_nobody_online(
    hearth: HearthServer,
) -> None:
    token = await asyncio.to_thread(_token, hearth)
    url = f"{hearth.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    said: list[str] = []
    headers = {"Authorization": f"Bearer {token}"}
    async with websockets.connect(url, additional_headers=headers) as client:
        await client.send("40")
        while not str(await client.recv()).startswith("40{"):
            pass
        async with asyncio.timeout(10):
            while not await asyncio.to_thread(_connections, hearth):
                await asyncio.sleep(0.05)
        stopping = asyncio.create_task(asyncio.to_thread(hearth.stop))
        with pytest.raises(websockets.ConnectionClosedError):
            await _read(client, into=said)
        assert client.close_code == 1012
    assert await stopping == 0
    # After a DISCONNECT ("41") from the server, socket.io-client never comes back.
    assert not [frame for frame in said if frame.startswith("41")]
    assert _connections(hearth) == 0  # who does not come back is offline in a few seconds


async def test_a_stop_answers_the_poll_that_waits_and_waits_for_no_other(
    hearth: HearthServer,
) -> None:
    token = await asyncio.to_thread(_token, hearth)
    async with httpx.AsyncClient(base_url=hearth.url, timeout=30) as http:
        path = "/socket.io/?EIO=4&transport=polling"
        path += "&sid=" + json.loads((await http.get(path)).text[1:])["sid"]
        await http.post(path, content="40" + json.dumps({"token": token}))
        assert (await http.get(path)).text.startswith("40{")
        said: list[str] = []
        polling = asyncio.create_task(_poll(http, path, said))
        async with asyncio.timeout(10):
            while not await asyncio.to_thread(_connections, hearth):
                await asyncio.sleep(0.05)
            # Until nothing more is said, and a poll waits.
            heard = -1
            while heard != len(said):
                heard = len(said)
                await asyncio.sleep(1)
        started = time.monotonic()
        stopping = asyncio.create_task(asyncio.to_thread(hearth.stop))
        await polling
    assert not [packet for packet in said if packet.startswith("41")]
    assert await stopping == 0
    assert time.monotonic() - started < 10  # a poll may wait for 25 s
    assert _connections(hearth) == 0
