"""Frames: what is written to a client, built once for all who get it."""

from collections.abc import Sequence

from channels_socketio.engine_packet import EnginePacket, PacketType, encode


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

    `parts` is for ASGI's send, `wire` for a transport that takes whole WebSocket frames.
    Both are made at the first use and shared by every socket.
    """

    __slots__ = ("_parts", "_wire", "packets", "size")

    def __init__(self, packets: Sequence[EnginePacket]) -> None:
        self.packets = tuple(packets)
        self.size = sum(len(packet.data) for packet in self.packets)
        self._parts: tuple[str | bytes, ...] | None = None
        self._wire: bytes | None = None

    @property
    def parts(self) -> tuple[str | bytes, ...]:
        """Each packet as the content of one WebSocket frame."""
        if self._parts is None:
            self._parts = tuple(encode(packet) for packet in self.packets)
        return self._parts

    @property
    def wire(self) -> bytes:
        """The WebSocket frames of all packets in one piece: one write sends them."""
        if self._wire is None:
            self._wire = b"".join(websocket_frame(part) for part in self.parts)
        return self._wire


def message_frame(text: str, attachments: Sequence[bytes] = ()) -> Frame:
    """A Socket.IO packet as Engine.IO messages."""
    packets = [EnginePacket(PacketType.MESSAGE, text)]
    packets += [EnginePacket(PacketType.MESSAGE, data) for data in attachments]
    return Frame(packets)
