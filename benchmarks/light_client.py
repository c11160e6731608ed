"""A client of Hearth that costs little: bytes over a bare socket, kept, and read at the end."""

import asyncio
import json
import re
from typing import Any


class Client(asyncio.Protocol):
    """A logged-in socket that sends another message for each that is acknowledged, until told to
    stop. `seqs` are the numbers of those that it was told of, once `read` was called: while it is
    going it only looks for acknowledgements, for it must not be what is measured."""

    def __init__(self, room: int, token: str, name: str, words: str) -> None:
        self.ready = asyncio.get_running_loop().create_future()
        self.seqs: list[int] = []
        self.sent = self.acked = 0
        self.going = False
        self._room, self._token, self._name, self._words = room, token, name, words
        self._buffer = bytearray()
        self._tail = b""  # of what came last, in which half an acknowledgement may be
        self._upgraded = False

    def connection_made(self, transport: Any) -> None:
        """Called by asyncio."""
        self._transport = transport
        transport.write(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._buffer += data
        if not self._upgraded:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            del self._buffer[: end + 4]
            self._upgraded = True
            self._write(b"40" + json.dumps({"token": self._token}).encode())
        if self.ready.done():
            # The server asks before it has sent too much, and cuts off who does not answer.
            for _ in range((self._tail[-2:] + data).count(_PING)):
                self._write(b"3")
            said = self._tail + data
            self._tail = said[1 - len(_ACKED) :]
            for _ in range(said.count(_ACKED)):
                self.acked += 1
                self.send()
        else:
            self.read()

    def read(self) -> None:
        """Look at all that came."""
        at = 0
        while (found := _frame(self._buffer, at)) is not None:
            start, at = found
            self._take(bytes(self._buffer[start:at]))
        del self._buffer[:at]

    def _take(self, packet: bytes) -> None:
        if packet.startswith(b'42["message:created"'):
            self.seqs.append(int(_SEQ.search(packet)[1]))  # type: ignore[index]
        elif packet.startswith(b"43"):
            assert _ACKED in packet[:40], packet
        elif packet.startswith(b"40"):
            self.ready.set_result(None)
        elif packet == b"2" and not self.ready.done():
            self._write(b"3")

    def send(self) -> None:
        """One more message, while it is going."""
        if self.going:
            self.sent += 1
            name = f"{self._name}-{self.sent:07}"
            body = {"room": self._room, "client_id": name, "text": self._words}
            self._write(b"42%d" % self.sent + json.dumps(["message:send", body]).encode())

    def _write(self, payload: bytes) -> None:
        size = len(payload)
        head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + payload)  # masked with zeros

    def close(self) -> None:
        """Go away."""
        self._transport.abort()


_PING = b"\x81\x012"
_ACKED = b'[{"ok":true,"message"'
_SEQ = re.compile(rb'"seq":(\d+)')


def _frame(buffer: bytearray, at: int) -> tuple[int, int] | None:
    """Where the content of the frame at `at` begins and ends; None until all of it is there."""
    if len(buffer) < at + 2:
        return None
    size, start = buffer[at + 1], at + 2
    if size > 125:
        width = 2 if size == 126 else 8
        size, start = int.from_bytes(buffer[start : start + width], "big"), start + width
    return (start, start + size) if len(buffer) >= start + size else None
