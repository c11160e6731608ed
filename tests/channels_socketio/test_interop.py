"""Real clients against a real server: the official one, and python-socketio."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest
import socketio

from tests.channels_socketio.conftest import ROOT, serving

CLIENT = Path(__file__).with_name("client.mjs")


@pytest.mark.parametrize("transports", ["websocket", "polling", "polling,websocket"])
@pytest.mark.parametrize("arguments", [(), ("direct",)], ids=["through ASGI", "direct writer"])
def test_the_official_client_finds_everything_as_it_should_be(
    arguments: tuple[str, ...], transports: str
) -> None:
    with serving(*arguments) as server:
        run = subprocess.run(
            ["node", str(CLIENT), server.url, transports],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert run.stdout.strip() == "all as it should be", run.stderr


async def _answers(sio: socketio.AsyncClient, *args: Any) -> Any:
    return await sio.call(args[0], args[1:] if len(args) > 2 else args[1], timeout=5)


@pytest.mark.parametrize(
    "transports", [["websocket"], ["polling"], ["polling", "websocket"]], ids="-".join
)
@pytest.mark.parametrize("arguments", [(), ("direct",)], ids=["through ASGI", "direct writer"])
async def test_the_python_client_joins_calls_and_hears(
    arguments: tuple[str, ...], transports: list[str]
) -> None:
    with serving(*arguments) as server:
        one = socketio.AsyncClient(reconnection=False)
        two = socketio.AsyncClient(reconnection=False)
        said: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()
        two.on("said", lambda *args: said.put_nowait(args))
        two.on("question", lambda *args: (*args, "answered"))
        for client in (one, two):
            await client.connect(server.url, transports=transports)
        assert await _answers(one, "echo", {"a": b"\x01"}, b"", 3) == ({"a": b"\x01"}, b"", 3)
        assert await _answers(two, "ask-me", 5) == [5, "answered"]
        assert await _answers(two, "enter", "r") == ["r"]
        await _answers(one, "say", "r", "hello", b"\x00\x01")
        assert await asyncio.wait_for(said.get(), 5) == ("hello", b"\x00\x01")
        for client in (one, two):
            await client.disconnect()
