"""Servers for the tests of the event layer."""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from channels.layers import channel_layers, get_channel_layer
from django.test import override_settings

from tests.channels_socketio.wire import Polling
from tests.support.forked import Forked, run_module
from tests.support.ports import free_port, wait_for_port
from tests.support.redis import RedisServer

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """A running `server.py`."""

    def __init__(self, port: int, process: Forked, printed: Path) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process = process
        self.output = b""
        self._printed = printed

    @property
    def memory(self) -> int:
        """Resident memory, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024

    def stop(self) -> None:
        """SIGTERM, and wait. What it printed is in `output`."""
        if self.process.returncode is None:
            self.process.terminate()
            self.process.wait(20)
            self.output = (self._printed / "output").read_bytes()
            sys.stderr.write((self._printed / "errors").read_text())


@contextlib.contextmanager
def serving(*arguments: str, worker: str = "w1") -> Iterator[Served]:
    """Run `server.py` on a free port."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="served-") as folder:
        printed = Path(folder)
        process = run_module(
            "tests.channels_socketio.server", str(port), worker, *arguments,
            output=printed / "output", errors=printed / "errors", env=dict(os.environ),
        )  # fmt: skip
        served = Served(port, process, printed)
        try:
            wait_for_port(port)
            yield served
        finally:
            served.stop()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis of this test's own."""
    with RedisServer() as server:
        yield server


@pytest.fixture
async def over_redis(redis: RedisServer) -> AsyncIterator[RedisServer]:
    """The same, as this process's channel layer."""
    hosts = [{"address": redis.url, "socket_timeout": None, "socket_connect_timeout": 1}]
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    layers = {"default": {"BACKEND": backend, "CONFIG": {"hosts": hosts}}}
    with override_settings(CHANNEL_LAYERS=layers):
        yield redis
        await get_channel_layer().flush()
    channel_layers.backends = {}


@pytest.fixture(scope="module")
def polled() -> Iterator[Served]:
    """One worker that does not ping while a test looks."""
    options = {
        "ping_interval": 60_000,
        "cookie": True,
        "cors": {"origins": ["http://app.example"], "credentials": True},
    }
    with serving(json.dumps(options)) as served:
        yield served


@pytest.fixture
async def session(polled: Served) -> AsyncIterator[Polling]:
    """An open session there, which has not joined."""
    async with Polling(polled.url) as polling:
        yield polling


@pytest.fixture
def two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said to two is held already, as else for hundreds."""
    monkeypatch.setattr("channels_socketio.broadcasts.MANY", 1)
