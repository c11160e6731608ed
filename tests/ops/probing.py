"""tests/ops/probe.py as a process, and raw HTTP to it."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.hearth import BASE
from tests.support.ports import free_port, wait_for_port

MEGABYTE = 1_048_576


class Probe:
    """The probe's process, and raw HTTP to it."""

    def __init__(self, port: int, process: "subprocess.Popen[str]") -> None:
        self.port = port
        self.process = process

    def raw(self, data: bytes, *, timeout: float = 10.0) -> bytes:
        """Send bytes as they are; gives all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as line:
            line.sendall(data)
            return read(line)

    def get(self, path: str = "/", headers: str = "") -> dict[str, Any]:
        """GET, as the probe saw it."""
        answer = self.raw(
            f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n".encode()
        )
        seen: dict[str, Any] = json.loads(body_of(answer))
        return seen


def read(line: socket.socket) -> bytes:
    parts = []
    try:
        while part := line.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def body_of(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0], answer
    if b"chunked" not in head.lower():
        return body
    return body.split(b"\r\n")[1]


@contextmanager
def running(folder: Path, **env: str) -> Iterator[Probe]:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ops.probe", str(port)],
        cwd=BASE,
        env={"DATA": str(folder), "PATH": "/usr/bin:/bin", "DRAIN_SECONDS": "5", **env},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            wait_for_port(port, timeout=30)
            yield Probe(port, process)
        finally:
            process.kill()


def masked(head: int, payload: bytes) -> bytes:
    """A client's short frame, under a mask that changes nothing."""
    return bytes([head, 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def silent(probe: Probe, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """An open WebSocket that answers nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", probe.port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    await reader.readuntil(b'"root_path": ""}')
    return reader, writer
