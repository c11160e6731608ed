"""Socket.IO 5 packets: `type[attachments-][/namespace,][ack id][json]`. PROTOCOL "Socket.IO 5".

Pure. What a packet is and how it is written, binary values as attachments; `decoder.py` reads.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

import orjson

from channels_socketio.errors import PacketError

RESERVED_EVENTS = frozenset(
    ("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener")
)
MAX_ACK_ID = 10**15


class PacketType(IntEnum):
    """The digit a packet starts with."""

    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4
    BINARY_EVENT = 5
    BINARY_ACK = 6


FROM_BINARY = {PacketType.BINARY_EVENT: PacketType.EVENT, PacketType.BINARY_ACK: PacketType.ACK}
_DIGITS = {kind: str(int(kind)) for kind in PacketType}
_TO_BINARY = {plain: binary for binary, plain in FROM_BINARY.items()}


@dataclass(slots=True)
class Packet:
    """One packet. `type` is never a BINARY one: `size` and the codec know of attachments."""

    type: PacketType
    data: Any = None
    namespace: str = "/"
    id: int | None = None
    size: int = field(default=0, compare=False)


class Encoded(NamedTuple):
    """A packet's JSON and its attachments, before anyone's namespace or ack id."""

    body: str
    attachments: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """Characters and bytes that it holds."""
        return len(self.body) + sum(map(len, self.attachments))


def encode_data(data: Any, *, max_attachments: int = 10) -> Encoded:
    """Write JSON; each bytes value becomes a placeholder and an attachment, in order.

    Raises PacketError for what JSON cannot hold, for more attachments than clients take, and for
    what only looks like a placeholder beside attachments: every client that is sent it would
    close its connection on it.
    """
    try:
        return Encoded(orjson.dumps(data).decode())  # nearly nothing has bytes in it
    except TypeError:
        return _encode_apart(data, max_attachments)


def _encode_apart(data: Any, max_attachments: int) -> Encoded:
    attachments: list[bytes] = []

    def placeholder(value: Any) -> dict[str, Any]:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{type(value).__name__} cannot be sent")
        attachments.append(bytes(value))
        return {"_placeholder": True, "num": len(attachments) - 1}

    try:
        body = orjson.dumps(data, default=placeholder).decode()
    except TypeError as error:
        raise PacketError(str(error)) from error
    if len(attachments) > max_attachments:
        raise PacketError(f"more than {max_attachments} attachments")
    # Within a string its quotes would be escaped: this counts keys alone.
    if attachments and body.count('"_placeholder":true') != len(attachments):
        raise PacketError("a placeholder that is none, beside attachments")
    return Encoded(body, tuple(attachments))


def with_argument(encoded: Encoded, text: str) -> Encoded:
    """An event with one more argument, a string of plain ASCII."""
    return Encoded(f'{encoded.body[:-1]},"{text}"]', encoded.attachments)


def assemble(
    kind: PacketType, encoded: Encoded, *, namespace: str = "/", id: int | None = None
) -> str:
    """The packet's text. With attachments, EVENT and ACK take their BINARY type."""
    count = len(encoded.attachments)
    head = f"{_DIGITS[_TO_BINARY[kind]]}{count}-" if count else _DIGITS[kind]
    scope = "" if namespace == "/" else f"{namespace},"
    return f"{head}{scope}{'' if id is None else id}{encoded.body}"


def encode(packet: Packet, *, max_attachments: int = 10) -> tuple[str, tuple[bytes, ...]]:
    """Text and attachments of a packet. `data` None means no JSON at all."""
    if packet.data is None:
        encoded = Encoded("")
    else:
        encoded = encode_data(packet.data, max_attachments=max_attachments)
    text = assemble(packet.type, encoded, namespace=packet.namespace, id=packet.id)
    return text, encoded.attachments


def check_event_name(name: Any) -> None:
    """PacketError for what no client may call an event."""
    # A union of the three is made anew each time, and takes as long as all else here.
    if isinstance(name, bool) or not isinstance(name, (str, int, float)):
        raise PacketError("event name is no string or number")
    if name in RESERVED_EVENTS:
        raise PacketError("reserved event name")
