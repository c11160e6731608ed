"""A stop, as a browser and the database see it: with the real chat on top of the launcher."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing

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
