"""What is fuzzed: each target takes bytes and raises nothing, whatever they are.

What a decoder may raise is caught here; anything else, and each property that does not hold, is a
finding. Texts are UTF-8, with a lone surrogate for each byte that is none; \\x1e divides the
frames of a sequence, of which those that start with \\xff are binary.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable
from typing import Any

import msgpack

from channels_socketio import SocketIO, compression, plain
from channels_socketio.connection import Connection
from channels_socketio.cookies import Cookie
from channels_socketio.cors import Cors
from channels_socketio.decoder import Decoder
from channels_socketio.engine import Told, untold
from channels_socketio.engine_packet import (
    EnginePacket,
    PacketType,
    decode,
    encode,
    encode_part,
    join_payload,
    split_payload,
)
from channels_socketio.envelope import EnvelopeError, dump, load, worker_of
from channels_socketio.errors import PacketError, SessionClosed
from channels_socketio.frames import Frame
from channels_socketio.handshake import HandshakeError, admit, header, screen
from channels_socketio.options import Options
from channels_socketio.packet import Packet as SocketPacket
from channels_socketio.packet import encode as encode_packet
from channels_socketio.packet import encode_data
from channels_socketio.session import Session
from tests.channels_socketio.fuzz.namespace import Anything

Target = Callable[[bytes], None]
LEGAL_HEADER = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")


def text_of(data: bytes) -> str:
    """As the module says."""
    return data.decode("utf-8", "surrogateescape")


def frames_of(data: bytes) -> list[str | bytes]:
    """As the module says."""
    parts = data.split(b"\x1e")
    return [part[1:] if part[:1] == b"\xff" else text_of(part) for part in parts]


def engine_packet(data: bytes) -> None:
    """A frame, and a polling payload: what is read is written again to the same."""
    with contextlib.suppress(PacketError):
        packet = decode(text_of(data))
        assert decode(encode(packet)) == packet
        assert decode(encode(packet, binary=False)) == packet
    with contextlib.suppress(PacketError, UnicodeDecodeError):
        parts = split_payload(data.decode(), max_packets=16)
        assert len(parts) <= 16
        packets = [decode(part) for part in parts]
        body = join_payload(map(encode_part, packets)).decode()
        assert [decode(part) for part in split_payload(body, max_packets=16)] == packets


def socket_packet(data: bytes) -> None:
    """One client's messages: no more is held than was fed, and nothing after an error."""
    decoder = Decoder()
    fed = 0
    for frame in frames_of(data):
        fed += len(frame)
        try:
            packet = decoder.feed(frame)
        except PacketError:
            assert decoder.held == 0
            continue
        assert decoder.held <= fed
        if packet is not None:
            assert packet.size <= fed
            _is_read_again(packet)


def _is_read_again(packet: SocketPacket) -> None:
    try:
        text, attachments = encode_packet(packet)
    except PacketError:
        # JSON may be deeper than orjson writes it.
        assert _depth(packet.data) > 200
        return
    decoder = Decoder()
    read = decoder.feed(text)
    for attachment in attachments:
        assert read is None
        read = decoder.feed(attachment)
    assert read == packet


def _depth(data: Any) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        inner = [list(v.values()) if isinstance(v, dict) else v for v in level]
        level = [item for v in inner if isinstance(v, list) for item in v]
    return depth


def plain_frame(data: bytes) -> None:
    """A frame of a plain WebSocket."""
    assert plain.decode(text_of(data), raw=True).data == [plain.MESSAGE, text_of(data)]
    try:
        packet = plain.decode(text_of(data))
        encoded = encode_data(packet.data)
    except PacketError:
        return
    (frame,) = plain.encode(packet.type, encoded, packet.id)
    assert plain.decode(frame) == packet


def layer_message(data: bytes) -> None:
    """What another process, or whoever can write to Redis, puts on the layer."""
    try:
        message = msgpack.unpackb(data, strict_map_key=False)
    except Exception:
        return
    with contextlib.suppress(EnvelopeError):
        envelope = load(message)
        assert load(dump(envelope)) == envelope


def request(data: bytes) -> None:
    """A request: the query in the first line, headers in the others."""
    query, *lines = data.split(b"\n")
    pairs = [line.partition(b":") for line in lines]
    headers = [(name.lower(), value.strip()) for name, _, value in pairs]
    for kind in ("http", "websocket"):
        scope = {"type": kind, "method": "GET", "query_string": query, "headers": headers}
        with contextlib.suppress(HandshakeError):
            asked = _now(screen(scope, Options()))
            assert worker_of(asked.sid) is None or asked.sid.count(".") == 1
            _now(admit(scope, asked, Options()))
    _answer_headers(dict(headers))


def _answer_headers(headers: dict[bytes, bytes]) -> None:
    scope = {"headers": list(headers.items())}
    assert compression.choose(header(scope, b"accept-encoding") or "") in ("gzip", "deflate", None)
    origin = header(scope, b"origin")
    cors = Cors(origins=lambda origin: True)
    found = [
        *cors.headers(origin),
        *cors.preflight(origin, header(scope, b"access-control-request-headers")),
        (b"set-cookie", Cookie().header(header(scope, b"cookie") or "")),
    ]
    for name, value in found:
        assert LEGAL_HEADER.fullmatch(value), (name, value)


def _now(work: Any) -> Any:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


def session(data: bytes) -> None:
    """Two bytes a step, what happens and how much later: a session's bounds hold until it closes,
    and nothing happens after."""
    options = Options(ping_interval=1_000, ping_timeout=500, connect_timeout=700, inbound_burst=30)
    found = Session("w.sid", options, 0.0)
    now = 0.0
    with contextlib.suppress(SessionClosed):
        for what, wait in zip(data[::2], data[1::2], strict=False):
            now += wait / 50
            _step(found, what, now)
            assert found.closed is None
            assert found.deadline <= now + 1
            assert 0 <= found.unconfirmed <= options.outbound_bytes
    if found.closed is not None:
        assert found.tick(now + 100) is None
        assert found.receive(EnginePacket(PacketType.MESSAGE, "x"), now + 100) is None


def _step(found: Session, what: int, now: float) -> None:
    if found.deadline <= now:
        found.tick(found.deadline)
    if what < 7:
        found.receive(EnginePacket(PacketType(what)), now)
    elif what < 10:
        found.connected()
    elif what < 13:
        found.alone(now)
    else:
        found.sent(what * 20_000, now)


class _Nowhere:
    """A transport that keeps nothing."""

    name = "nowhere"

    def __init__(self) -> None:
        self.told: Told = untold

    def send(self, frame: Frame) -> None:
        assert frame.parts

    def close(self) -> None:
        pass

    def buffered(self) -> int:
        return 0

    def writable(self) -> bool:
        return True


class _Findings(logging.Handler):
    """What the package logs as an error, it did not expect."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def connection(data: bytes) -> None:
    """A client's frames, from the Engine.IO packet to the handler and back."""
    findings = _Findings()
    logger = logging.getLogger("channels_socketio")
    logger.addHandler(findings)
    try:
        asyncio.run(_serve(frames_of(data)))
    finally:
        logger.removeHandler(findings)
    assert not findings.records, [
        (record.getMessage(), record.exc_info) for record in findings.records
    ]


async def _serve(frames: list[str | bytes]) -> None:
    sio = SocketIO({"/": Anything, "/a": Anything}, channel_layer="none")
    sio.start()
    client = Connection(sio.hub, sio.namespaces, _Nowhere(), {})
    client.open()
    for frame in frames:
        client.receive(frame)
        if len(frame) % 2:
            await asyncio.sleep(0)
    client.lost()
    await client.finished(5)
    assert not sio.hub.connections
    assert not list(sio.hub.sockets())
    assert not sio.hub.rooms()
    await sio.close()


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        engine_packet,
        socket_packet,
        plain_frame,
        layer_message,
        request,
        session,
        connection,
    )
}
