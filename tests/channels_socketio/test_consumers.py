"""The WebSocket transports, with a server that misbehaves."""

import asyncio
import functools
from types import SimpleNamespace
from typing import Any

import pytest

from channels_socketio import DaphneWriter
from channels_socketio.direct import DirectTransport
from channels_socketio.frames import message_frame
from channels_socketio.joining import Joiner
from channels_socketio.testing import Communicator
from channels_socketio.transports import AsgiTransport
from tests.channels_socketio.namespaces import build


class MemoryWriter:
    """A server's writer that keeps what it is given."""

    def __init__(self) -> None:
        self.written = b""
        self.waiting = 0

    def write(self, data: bytes) -> int:
        self.written += data
        return self.waiting

    def buffered(self) -> int:
        return self.waiting


async def _joined(client: Communicator, writer: MemoryWriter) -> None:
    """Join over a direct writer, whose frames do not come back through ASGI."""
    opening = asyncio.create_task(client.open())
    await asyncio.sleep(0)
    client.send_frame("40")
    async with asyncio.timeout(5):
        while b'40{"sid"' not in writer.written:
            await asyncio.sleep(0.005)
    opening.cancel()


async def test_frames_go_to_the_servers_writer_and_a_full_one_drops_the_client() -> None:
    sio = build(outbound_bytes=100_000)
    writer = MemoryWriter()
    client = Communicator(sio, extensions={"websocket.writer": writer})
    await _joined(client, writer)
    sio.emitter.emit("x", 1)
    await asyncio.sleep(0)
    assert writer.written.endswith(b'\x81\x0942["x",1]')
    before = writer.written
    writer.waiting = 1
    sio.emitter.emit("x", 0, volatile=True)
    await asyncio.sleep(0)
    assert writer.written == before
    writer.waiting = 100_001
    sio.emitter.emit("x", 2)
    assert await client.wait_closed() == 1000
    after = writer.written
    sio.emitter.emit("x", 3)
    await asyncio.sleep(0)
    assert writer.written == after
    await client.close()
    await sio.close()


async def test_nothing_is_written_after_a_close_and_closing_again_is_harmless() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    writer = MemoryWriter()
    for transport in (AsgiTransport(send), DirectTransport(send, writer, Joiner())):
        transport.send(message_frame("first"))
        transport.close()
        transport.close()
        transport.send(message_frame("late"))
        await asyncio.sleep(0.01)
    assert sent == [
        {"type": "websocket.send", "text": "4first"},
        {"type": "websocket.close", "code": 1000},
        {"type": "websocket.close", "code": 1000},
    ]
    assert writer.written == b"\x81\x064first"


async def test_an_empty_frame_goes_past_daphne_which_would_never_send_it() -> None:
    written: list[bytes] = []

    async def send(protocol: Any, message: Any) -> None:
        raise AssertionError("Daphne would pass over it")

    transport = SimpleNamespace(write=written.append, dataBuffer=b"", offset=0)
    protocol = SimpleNamespace(state=1, STATE_OPEN=1, transport=transport)
    frame = message_frame("")
    frame._parts = ("",)
    AsgiTransport(functools.partial(send, protocol)).send(frame)
    await asyncio.sleep(0.01)
    assert written == [b"\x81\x00"]


async def test_a_server_that_raises_on_sending_hurts_nobody() -> None:
    async def send(message: Any) -> None:
        raise OSError("gone")

    transport = AsgiTransport(send)
    transport.send(message_frame("a"))
    transport.send(message_frame("b"))
    await asyncio.sleep(0.01)
    assert transport.buffered() >= 0
    transport.close()
    await asyncio.sleep(0.01)


async def test_a_receive_that_fails_inside_closes_that_engine_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sio = build()
    async with Communicator(sio) as client, Communicator(sio) as other:
        await client.connect()
        await other.connect()
        first = next(c for c in sio.hub.connections if c.session.sid == client.handshake["sid"])
        broken = SimpleNamespace(feed=lambda message: 1 / 0, clear=lambda: None)
        monkeypatch.setattr(first, "_decoder", broken)
        client.emit("echo")
        await client.wait_closed()
        assert await other.call("echo", 1) == 1
    await sio.close()


def test_the_writer_for_daphne_writes_while_open_and_tells_what_waits() -> None:
    written: list[bytes] = []
    transport = SimpleNamespace(write=written.append, dataBuffer=b"12345", offset=2, _tempDataLen=7)
    protocol = SimpleNamespace(state=1, STATE_OPEN=1, transport=transport)
    writer = DaphneWriter(protocol)
    assert writer.write(b"a") == writer.buffered() == 10
    protocol.state = 0
    assert writer.write(b"b") == 0
    assert written == [b"a"]
    protocol.transport = None
    assert writer.buffered() == 0
