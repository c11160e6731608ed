"""The README's first server is what it says: short, and a server."""

import re
from pathlib import Path
from typing import Any

from channels_socketio.testing import Communicator, PollingCommunicator

README = Path(__file__).resolve().parents[2] / "channels_socketio" / "README.md"


async def test_the_first_server_has_15_lines_and_serves() -> None:
    [source] = re.findall(r"## A first server\n\n```python\n(.*?)```", README.read_text(), re.S)
    assert len([line for line in source.splitlines() if line.strip()]) <= 15
    module: dict[str, Any] = {"__name__": "asgi"}
    exec(source, module)
    sio = module["sio"]
    async with Communicator(sio) as one, PollingCommunicator(sio) as two:
        for client in (one, two):
            await client.connect()
        assert await one.call("say", "hello") == "ok"
        assert await two.receive_event() == ["said", "hello"]
    assert set(module["application"].application_mapping) == {"http", "websocket"}
    await sio.close()
