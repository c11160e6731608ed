"""Servers for the tests of the event layer."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port, wait_for_port
from tests.support.redis import RedisServer

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def serving(*arguments: str, worker: str = "w1") -> Iterator[int]:
    """Run `server.py`; its port."""
    port = free_port()
    command = [sys.executable, "-m", "tests.channels_socketio.server"]
    process = subprocess.Popen(
        [*command, str(port), worker, *arguments], cwd=ROOT, stderr=subprocess.PIPE
    )
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=20)
        sys.stderr.write(errors.decode())


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis of this test's own."""
    with RedisServer() as server:
        yield server
