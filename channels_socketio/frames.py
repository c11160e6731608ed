"""Frames: what is written to a client, built once for all who get it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from channels_socketio.engine_packet import EnginePacket, encode, encode_part
from channels_socketio.engine_packet import PacketType as EngineType
from channels_socketio.packet import Encoded, PacketType, assemble, with_argument
from channels_socketio.plain import encode as encode_plain

if TYPE_CHECKING:
    from channels_socketio.joining import Run

# What a packet costs beside its bytes wherever it waits: many small ones count as what they are.
PACKET_BYTES = 100


def weigh(data: str | bytes) -> int:
    """What a packet with this data counts against every bound: its bytes, and PACKET_BYTES."""
    if isinstance(data, str) and not data.isascii():
        data = data.encode("utf-8", "surrogatepass")
    return PACKET_BYTES + len(data)


def websocket_frame(data: str | bytes) -> bytes:
    """One whole server frame (RFC 6455, 5.2): unmasked, unfragmented, text or binary."""
    payload = data.encode() if isinstance(data, str) else data
    opcode = 0x81 if isinstance(data, str) else 0x82
    size = len(payload)
    if size < 126:
        return bytes((opcode, size)) + payload
    if size < 65_536:
        return bytes((opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((opcode, 127)) + size.to_bytes(8, "big") + payload


class Frame:
    """Engine.IO packets that belong together: a text, and the attachments after it.

    `parts` is for ASGI's send, `wire` for a transport that takes whole WebSocket frames,
    `payload` for polls. They are made at the first use and shared by every socket. `content` is
    the Socket.IO packet that the frame carries, if it is one; `plain` writes it in another way.
    `offset` names an event that can be asked for again, `size` is what it weighs. `after` and
    `then` are the Joiner's, as a Run's.
    """

    __slots__ = (
        "_base64",
        "_parts",
        "_payload",
        "_plain",
        "_wire",
        "after",
        "content",
        "offset",
        "packets",
        "size",
        "then",
    )

    def __init__(
        self,
        packets: Sequence[EnginePacket],
        content: "Content | None" = None,
        offset: str | None = None,
    ) -> None:
        self.packets = tuple(packets)
        self.content = content
        self.offset = offset
        if len(self.packets) == 1:  # as nearly always: a generator takes as long again
            self.size = weigh(self.packets[0].data)
        else:
            self.size = sum(weigh(packet.data) for packet in self.packets)
        self._payload: tuple[bytes, ...] | None = None
        self._parts: tuple[str | bytes, ...] | None = None
        self._wire: bytes | None = None
        self._base64: Frame | None = None
        self._plain: PlainFrame | None = None
        self.after: Frame | None = None
        self.then: Run | None = None

    @property
    def base64(self) -> "Frame":
        """The same frame with binary as `b` and base64, for a WebSocket that asked for `b64`."""
        if self._base64 is None:
            frame = self._base64 = Frame(self.packets, self.content)
            frame._parts = tuple(encode(packet, binary=False) for packet in self.packets)
        return self._base64

    @property
    def parts(self) -> tuple[str | bytes, ...]:
        """Each packet as the content of one WebSocket frame."""
        if self._parts is None:
            self._parts = tuple([encode(packet) for packet in self.packets])
        return self._parts

    @property
    def payload(self) -> tuple[bytes, ...]:
        """Each packet as a part of a polling payload."""
        if self._payload is None:
            self._payload = tuple(encode_part(packet) for packet in self.packets)
        return self._payload

    @property
    def wire(self) -> bytes:
        """The WebSocket frames of all packets in one piece: one write sends them."""
        if self._wire is None:
            parts = self.parts
            if len(parts) == 1:
                self._wire = websocket_frame(parts[0])
            else:
                self._wire = b"".join(websocket_frame(part) for part in parts)
        return self._wire

    @property
    def length(self) -> int:
        """Bytes of `wire`."""
        return len(self.wire)

    def plain(self, *, raw: bool) -> "PlainFrame":
        """Its content for plain clients. `raw` is its namespace's, and so always the same."""
        if self._plain is None:
            assert self.content is not None
            self._plain = PlainFrame(encode_plain(*self.content, raw=raw))
        return self._plain


class Several(Frame):
    """Frames that the same sockets are sent one behind the other, as one: to each socket that is as
    much work as one of them. It has no offset, and cannot be asked for again."""

    __slots__ = ("_frames",)

    def __init__(self, frames: "Sequence[Frame]") -> None:
        super().__init__([packet for frame in frames for packet in frame.packets])
        self._frames = tuple(frames)

    def plain(self, *, raw: bool) -> "PlainFrame":
        """See Frame."""
        if self._plain is None:
            each = [frame.plain(raw=raw).parts for frame in self._frames]
            self._plain = PlainFrame([part for parts in each for part in parts])
        return self._plain


class PlainFrame(Frame):
    """WebSocket frames without Engine.IO around them."""

    __slots__ = ()

    def __init__(self, parts: Sequence[str | bytes]) -> None:
        super().__init__(())
        self._parts = tuple(parts)
        self.size = sum(weigh(part) for part in parts)


class Content(NamedTuple):
    """A Socket.IO packet before it was put into words."""

    kind: PacketType
    encoded: Encoded
    id: int | None = None


def message_frame(
    text: str,
    attachments: Sequence[bytes] = (),
    content: Content | None = None,
    offset: str | None = None,
) -> Frame:
    """A Socket.IO packet as Engine.IO messages."""
    packets = [EnginePacket(EngineType.MESSAGE, text)]
    packets += [EnginePacket(EngineType.MESSAGE, data) for data in attachments]
    return Frame(packets, content, offset)


def packet_frame(
    kind: PacketType,
    encoded: Encoded,
    *,
    namespace: str,
    id: int | None = None,
    offset: str | None = None,
) -> Frame:
    """A Socket.IO packet of a namespace as one frame; an event's `offset` is its last argument."""
    written = encoded if offset is None else with_argument(encoded, offset)
    text = assemble(kind, written, namespace=namespace, id=id)
    return message_frame(text, encoded.attachments, Content(kind, encoded, id), offset)
