"""Engine.IO 4 packets, as text and bytes: PROTOCOL "Engine.IO 4", Packets.

Pure: no clock, no loop, no I/O. `decode*` raise PacketError and nothing else.
"""

import base64
import binascii
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from channels_socketio.errors import PacketError

SEPARATOR = "\x1e"


class PacketType(IntEnum):
    """The digit a packet starts with."""

    OPEN = 0
    CLOSE = 1
    PING = 2
    PONG = 3
    MESSAGE = 4
    UPGRADE = 5
    NOOP = 6


class EnginePacket(NamedTuple):
    """One packet. Bytes occur in a MESSAGE alone."""

    type: PacketType
    data: str | bytes = ""


_DIGITS = {kind: str(int(kind)) for kind in PacketType}
_TYPES = {digit: kind for kind, digit in _DIGITS.items()}
# What the text of a MESSAGE starts with.
MESSAGE = _DIGITS[PacketType.MESSAGE]


def decode(frame: str | bytes) -> EnginePacket:
    """Read one WebSocket frame or one part of a polling payload.

    Bytes are a binary message; text is a digit and its data, or `b` and base64.
    """
    if isinstance(frame, bytes):
        return EnginePacket(PacketType.MESSAGE, frame)
    if frame[:1] == "b":
        return EnginePacket(PacketType.MESSAGE, _decode_base64(frame[1:]))
    kind = _TYPES.get(frame[:1])
    if kind is None:
        raise PacketError("unknown Engine.IO packet type")
    return EnginePacket(kind, frame[1:])


def _decode_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PacketError("bad base64 in a binary packet") from error


def encode(packet: EnginePacket, *, binary: bool = True) -> str | bytes:
    """Write one packet for a frame; `binary=False` writes bytes as `b` and base64.

    An empty binary message is always text (`b`): Daphne never sends an empty frame, and
    clients read `b` as an empty binary message on every transport.
    """
    if isinstance(packet.data, str):
        return _DIGITS[packet.type] + packet.data
    if binary and packet.data:
        return packet.data
    return "b" + base64.b64encode(packet.data).decode("ascii")


def encode_part(packet: EnginePacket) -> bytes:
    """Write one packet for a polling payload."""
    # A lone surrogate cannot get here: events are encoded by orjson, which refuses it.
    return str(encode(packet, binary=False)).encode()


def join_payload(parts: Iterable[bytes]) -> bytes:
    """The body of a poll, of encoded parts. The caller caps their number."""
    return SEPARATOR.encode().join(parts)


def split_payload(body: str, *, max_packets: int) -> list[str]:
    """The parts of a POST's body, each for `decode`. One too many is an error; of an empty body
    the one part is empty, and `decode` refuses it."""
    parts = body.split(SEPARATOR, max_packets)
    if len(parts) > max_packets:
        raise PacketError("too many packets in one payload")
    return parts
