"""Socket.IO clients that cost next to nothing: a socket each, and one reader for all of them."""

import select
import socket
import time
from collections.abc import Callable, Iterable, Mapping

import orjson

PING, PONG = b"\x812", b"\x81\x81\0\0\0\x003"
_UPGRADE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
)


def upgrade(port: int, headers: Mapping[str, str] = {}) -> bytes:
    """The request that opens a WebSocket."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return _UPGRADE.format(port=port, headers=lines).encode()


def masked(text: str) -> bytes:
    """A client's text frame, under a mask that changes nothing."""
    payload = text.encode()
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


def event(*arguments: object) -> bytes:
    """An event without an ack, as a client sends it."""
    return masked("42" + orjson.dumps(arguments).decode())


class Client:
    """One connection. `got` is how many frames of its room it has, as `Room.reach` counts; `size`
    the bytes of the last one that was looked at."""

    __slots__ = ("carry", "fd", "got", "line", "room", "size")

    def __init__(self, line: socket.socket, room: int = 0) -> None:
        self.line = line
        self.fd = line.fileno()
        self.room = room
        self.got = 0
        self.size = 0
        self.carry = b""

    @classmethod
    def connect(
        cls, port: int, *, room: int = 0, auth: object = None, headers: Mapping[str, str] = {}
    ) -> "Client":
        """Open a WebSocket and join the namespace `/` with `auth`; returns when it is joined."""
        line = socket.create_connection(("127.0.0.1", port), 30)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(upgrade(port, headers))
        _until(line, b'0{"sid"')
        line.sendall(masked("40" + orjson.dumps(auth).decode() if auth is not None else "40"))
        _until(line, b'40{"sid"')
        line.setblocking(False)
        return cls(line, room)

    def take(self, data: bytes, wanted: bytes) -> int:
        """Read frames, one by one; how many begin as wanted. Pings are answered."""
        data = self.carry + data
        at, count = 0, 0
        while len(data) - at >= 2:
            size, head = data[at + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
            if len(data) - at < head + size:
                break
            if size == 1 and data[at + 2 : at + 3] == b"2":
                self.line.send(PONG)
            elif data.startswith(wanted, at + head):
                count += 1
                self.size = head + size
            at += head + size
        self.carry = data[at:]
        return count


def _until(line: socket.socket, wanted: bytes) -> None:
    seen = b""
    while wanted not in seen:
        data = line.recv(65_536)
        if not data or b"\x8144" in seen:
            raise RuntimeError(f"not let in: {seen[-500:]!r}")
        seen += data


class Reader:
    """Reads all clients into one buffer. Where a read is whole frames of the usual size, it is
    counted and not looked at: the reader must be quicker than what it measures."""

    def __init__(self, clients: Iterable[Client]) -> None:
        self.clients: dict[int, Client] = {}
        self.size = 0  # of the usual frame, in bytes
        self.wanted = b"42"  # what a frame begins with that counts
        self._epoll = select.epoll()
        self._buffer = bytearray(262_144)
        for client in clients:
            self.clients[client.fd] = client
            self._epoll.register(client.fd, select.EPOLLIN)
            self.turn(0, lambda client, frames: None)  # they are pinged while others come

    def turn(self, seconds: float, seen: Callable[[Client, int], None]) -> None:
        """Wait for bytes for so long at most; `seen` gets each client that was sent frames and
        how many. RuntimeError when a line is cut."""
        buffer, clients, size = self._buffer, self.clients, self.size
        for fd, _ in self._epoll.poll(seconds, 256):
            client = clients[fd]
            try:
                length = client.line.recv_into(buffer)
            except BlockingIOError:
                continue
            if not length:
                raise RuntimeError("the server cut a line")
            if size and not client.carry and length % size == 0:
                frames = length // size
            else:
                frames = client.take(bytes(buffer[:length]), self.wanted)
            if frames:
                seen(client, frames)

    def settle(self, quiet: float = 0.5) -> None:
        """Read until nothing came for `quiet` seconds, and count from zero."""
        last = time.monotonic()

        def note(client: Client, frames: int) -> None:
            nonlocal last
            last = time.monotonic()

        while time.monotonic() - last < quiet:
            self.turn(0.05, note)
        for client in self.clients.values():
            client.got = 0

    def close(self) -> None:
        """Cut all lines."""
        self._epoll.close()
        for client in self.clients.values():
            client.line.close()
