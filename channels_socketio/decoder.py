"""Socket.IO 5 packets, read. PROTOCOL "Socket.IO 5", Format and "The engine is closed on".

Pure. Whatever the protocol forbids raises PacketError, and nothing else is ever raised.
"""

import re
from collections.abc import Sequence
from typing import Any

import orjson

from channels_socketio.errors import PacketError
from channels_socketio.packet import (
    FROM_BINARY,
    MAX_ACK_ID,
    Encoded,
    Packet,
    PacketType,
    check_event_name,
)

# Possessive by construction: no part can match in two ways, so the time is linear.
_HEADER = re.compile(r"([0-6])(?:(\d{1,7})-)?(?:(/[^,]*)(?:,|\Z))?(\d*)", re.ASCII)
_KINDS = {str(int(kind)): kind for kind in PacketType}
_EVENT = str(int(PacketType.EVENT))
# Its first character, an ack id of so few digits that it is in range, and the bracket.
_PLAIN_HEADER = 1 + len(str(MAX_ACK_ID - 1)) + 1


class Decoder:
    """Reads one client's messages in order; holds a packet until its attachments are in.

    After a PacketError it is empty again, and the engine must be closed.
    """

    __slots__ = ("_buffers", "_expected", "_partial", "max_attachments")

    def __init__(self, *, max_attachments: int = 10) -> None:
        self.max_attachments = max_attachments
        self._partial: Packet | None = None
        self._expected = 0
        self._buffers: list[bytes] = []

    @property
    def held(self) -> int:
        """Bytes held for a packet that is not complete."""
        return 0 if self._partial is None else self._partial.size

    def clear(self) -> None:
        """Free what is held."""
        self._partial = None
        self._buffers = []

    def feed(self, message: str | bytes) -> Packet | None:
        """One Engine.IO message; a packet when it completes one. Raises PacketError."""
        try:
            if isinstance(message, bytes):
                return self._binary(message)
            packet = None if self._partial is not None else _parse_plain(message)
            return packet or self._text(message)
        except PacketError:
            self.clear()
            raise

    def _text(self, text: str) -> Packet | None:
        if self._partial is not None:
            raise PacketError("text amid attachments")
        packet, count = _parse(text, self.max_attachments)
        if not count:
            return packet
        _check_placeholders(packet.data, count)
        self._partial, self._expected = packet, count
        return None

    def _binary(self, data: bytes) -> Packet | None:
        packet = self._partial
        if packet is None:
            raise PacketError("stray binary")
        self._buffers.append(data)
        packet.size += len(data)
        if len(self._buffers) < self._expected:
            return None
        packet.data = fill(packet.data, self._buffers)
        self.clear()
        return packet


def _parse_plain(text: str) -> Packet | None:
    """What nearly all are: an event in `/` without attachments. None for anything else, and for
    what is wrong before its JSON. As `_parse`, in half the time."""
    start = text.find("[", 1, _PLAIN_HEADER)
    if start < 1 or text[0] != _EVENT:
        return None
    ack_id = None
    if start > 1:
        digits = text[1:start]
        if not (digits.isascii() and digits.isdigit()):
            return None
        ack_id = int(digits)
    data = load(text[start:])
    _check_event(data)
    return Packet(PacketType.EVENT, data, "/", ack_id, len(text))


def _parse(text: str, max_attachments: int) -> tuple[Packet, int]:
    """A packet with its placeholders still in, and how many attachments it announces."""
    match = _HEADER.match(text)
    if match is None:
        raise PacketError("unknown packet type")
    wire, announced, namespace, digits = match.groups()
    kind = _KINDS[wire]
    count = _attachment_count(kind, announced, max_attachments)
    payload = text[match.end() :]
    data = load(payload) if payload else None
    packet = Packet(FROM_BINARY.get(kind, kind), data, namespace or "/", _ack_id(digits), len(text))
    _VALIDATE[packet.type](packet, bool(payload))
    return packet, count


def _attachment_count(kind: PacketType, announced: str | None, most: int) -> int:
    if (kind in FROM_BINARY) != (announced is not None):
        raise PacketError("a count of attachments where none belongs, or none where one does")
    count = int(announced or 0)
    if announced is not None and not 1 <= count <= most:
        raise PacketError("no attachments, or too many")
    return count


def _ack_id(digits: str) -> int | None:
    if not digits:
        return None
    # The length first: int() of many digits is slow, and from 4,300 on an error of its own.
    if len(digits) > 16 or int(digits) > MAX_ACK_ID:
        raise PacketError("ack id out of range")
    return int(digits)


def load(payload: str) -> Any:
    """Read JSON. PacketError for what is none."""
    try:
        return orjson.loads(payload)
    except ValueError as error:
        raise PacketError("bad JSON") from error


def _connect(packet: Packet, has_payload: bool) -> None:
    if has_payload and not isinstance(packet.data, dict):
        raise PacketError("auth is no object")


def _disconnect(packet: Packet, has_payload: bool) -> None:
    if has_payload:
        raise PacketError("DISCONNECT with a payload")


def _event(packet: Packet, has_payload: bool) -> None:
    _check_event(packet.data)


def _check_event(data: Any) -> None:
    if not isinstance(data, list) or not data:
        raise PacketError("EVENT is no non-empty array")
    check_event_name(data[0])


def _ack(packet: Packet, has_payload: bool) -> None:
    if not isinstance(packet.data, list):
        raise PacketError("ACK is no array")


def _connect_error(packet: Packet, has_payload: bool) -> None:
    raise PacketError("CONNECT_ERROR from a client")


_VALIDATE = {
    PacketType.CONNECT: _connect,
    PacketType.DISCONNECT: _disconnect,
    PacketType.EVENT: _event,
    PacketType.ACK: _ack,
    PacketType.CONNECT_ERROR: _connect_error,
}


def _is_placeholder(value: Any) -> bool:
    return isinstance(value, dict) and value.get("_placeholder") is True


def _check_placeholders(data: Any, count: int) -> None:
    """Each index from 0 to count - 1 occurs once, and no other. Without recursion: depth is free.

    The event's name can be no placeholder: it was checked to be a string or a number.
    """
    seen: set[int] = set()
    stack = [data]
    while stack:
        value = stack.pop()
        if _is_placeholder(value):
            index = value.get("num")
            if type(index) is not int or not 0 <= index < count or index in seen:
                raise PacketError("bad attachment index")
            seen.add(index)
        elif isinstance(value, list | dict):
            stack.extend(value if isinstance(value, list) else value.values())
    if len(seen) != count:
        raise PacketError("attachments nobody refers to")


def fill(data: Any, values: Sequence[Any]) -> Any:
    """Put the values where their placeholders are, in place. `data` is a list (checked).

    What only looks like a placeholder, in what an application sends on, is left as it is.
    """
    stack = [data]
    while stack:
        holder = stack.pop()
        for key, value in list(enumerate(holder) if isinstance(holder, list) else holder.items()):
            index = value.get("num") if _is_placeholder(value) else None
            if type(index) is int and 0 <= index < len(values):
                holder[key] = values[index]
            elif isinstance(value, list | dict):
                stack.append(value)
    return data


def decode_data(encoded: Encoded) -> Any:
    """What `encode_data` was given; bytes of any kind as bytes. PacketError for anything else."""
    data = load(encoded.body)
    if encoded.attachments:
        _check_placeholders(data, len(encoded.attachments))
        data = fill([data], list(encoded.attachments))[0]
    return data
