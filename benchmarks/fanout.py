"""What a delivery to a room costs the server: ASGI's send, Twisted's queue, the launcher's writer.

    .venv/bin/python -m benchmarks.fanout [sockets] [events]

For each way, a server in a process of its own holds one room of `sockets` WebSockets and emits
`events` to it, under the real launcher; the clients only read. Printed: microseconds of the
server's CPU for each delivery, and the ratio to ASGI, which is what to compare between machines.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from typing import Any

import websockets

EVENT = {"room": 1, "text": "x" * 200}
WAYS = ("asgi", "queue", "direct")
_UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
_CONNECT = b"\x81\x82\0\0\0\x0040"  # a text frame "40", masked with zeros


# -- The server ---------------------------------------------------------------------------------


def serve(way: str, port: int) -> int:
    """The real launcher; `way` decides which writer the event layer gets."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
    import django
    from django.conf import settings

    from project.launcher.addresses import Address
    from project.launcher.worker import work

    settings.ASGI_APPLICATION = "benchmarks.fanout.application"
    django.setup()
    # This program is the module that the launcher imports the application from.
    sys.modules["benchmarks.fanout"] = sys.modules["__main__"]
    globals()["application"] = make_application(way)
    return work(Address("w1", host="127.0.0.1", port=port), on_listening=lambda: None)


def make_application(way: str) -> Any:
    """A Socket.IO server with one event, which broadcasts and gives the CPU seconds it took."""
    from channels_socketio import DaphneWriter, Namespace, Socket, SocketIO, on

    class Room(Namespace):
        async def on_connect(self, socket: Socket, auth: Any) -> None:
            await socket.enter("room")

        @on("measure")
        async def measure(self, socket: Socket, events: int) -> float:
            started = cpu_seconds()
            for _ in range(events):
                await self.emit("message", EVENT, to="room", skip_sid=socket.sid)
                await asyncio.sleep(0.02)  # the clients read it: no buffer fills
            return cpu_seconds() - started

    websocket = SocketIO({"/": Room()}, outbound_bytes=10**9).websocket

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if way == "asgi":
            scope = {**scope, "extensions": {}}
        elif way == "queue":
            scope = {**scope, "extensions": {"websocket.writer": DaphneWriter(send.args[0])}}
        await websocket(scope, receive, send)

    return application


def cpu_seconds() -> float:
    """What this process has used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# -- The clients --------------------------------------------------------------------------------


class Reader(asyncio.Protocol):
    """A client that joins and then only reads."""

    def __init__(self) -> None:
        self.joined = asyncio.get_running_loop().create_future()
        self._upgraded = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(_UPGRADE)

    def data_received(self, data: bytes) -> None:
        if not self._upgraded and b"101 " in data:
            self._upgraded = True
            self._transport.write(_CONNECT)
        if b"40{" in data and not self.joined.done():
            self.joined.set_result(None)


async def measure(port: int, sockets: int, events: int) -> float:
    """CPU seconds of the server for `events` broadcasts to `sockets` clients."""
    loop = asyncio.get_running_loop()
    readers = []
    for _ in range(sockets):
        transport, reader = await loop.create_connection(Reader, "127.0.0.1", port)
        readers.append((transport, reader))
        await asyncio.wait_for(reader.joined, 10)
    url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
    async with websockets.connect(url) as client:
        await client.recv()
        await client.send("40")
        await client.recv()
        await client.send(f'420["measure",{events}]')
        while not (said := str(await client.recv())).startswith("430"):
            pass
    for transport, _ in readers:
        transport.abort()
    return float(said[4:-1])


def run(way: str, sockets: int, events: int) -> float:
    """Microseconds a delivery."""
    from tests.support.ports import free_port, wait_for_port

    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "benchmarks.fanout", "serve", way, str(port)]
        with subprocess.Popen(command, env={**os.environ, "DATA": data}) as process:
            try:
                wait_for_port(port, timeout=30)
                seconds = asyncio.run(measure(port, sockets, events))
            finally:
                process.terminate()
    return seconds / (sockets * events) * 1e6


def main(arguments: list[str]) -> int:
    """Serve, where asked to; else measure each way and print."""
    if arguments[:1] == ["serve"]:
        return serve(arguments[1], int(arguments[2]))
    sockets, events = (int(word) for word in (arguments + ["500", "100"][len(arguments) :]))
    print(f"one room, {sockets} sockets, {events} events; {time.strftime('%Y-%m-%d')}")
    figures = {way: run(way, sockets, events) for way in WAYS}
    for way, microseconds in figures.items():
        ratio = figures["asgi"] / microseconds
        print(f"  {way:8} {microseconds:6.1f} µs a delivery   {ratio:4.1f} times ASGI's speed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
