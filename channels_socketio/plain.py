"""Packets as clients without a Socket.IO library write them: `[event, data, ack id]`.

Pure. A namespace whose `plain_text` is `raw` takes and gives bare text in its place.
"""

from base64 import b64encode
from typing import Any

import orjson

from channels_socketio.decoder import fill, load
from channels_socketio.errors import PacketError
from channels_socketio.packet import MAX_ACK_ID, Encoded, Packet, PacketType, check_event_name

# The event of a frame that names none: a binary one, and a text one where text is raw.
MESSAGE = "message"
_ONLY = {"_placeholder": True, "num": 0}


def decode(frame: str | bytes, *, raw: bool = False) -> Packet:
    """Read one frame: an EVENT, or an ACK where null stands in the event's place.

    Raises PacketError, in words for the sender, and nothing else.
    """
    if raw or isinstance(frame, bytes):
        return Packet(PacketType.EVENT, [MESSAGE, frame], size=len(frame))
    array = load(frame)
    if not isinstance(array, list) or not 1 <= len(array) <= 3:
        raise PacketError("a frame is an array: [event, data, ack id]")
    event, data, ack_id = (*array, None, None)[:3]
    args = [] if data is None else [data]
    if ack_id is not None and not (type(ack_id) is int and 0 <= ack_id <= MAX_ACK_ID):
        raise PacketError("ack id is no number from 0 to 10^15")
    if event is not None:
        check_event_name(event)
        return Packet(PacketType.EVENT, [event, *args], id=ack_id, size=len(frame))
    if ack_id is None:
        raise PacketError("an acknowledgement without an ack id")
    return Packet(PacketType.ACK, args, id=ack_id, size=len(frame))


def encode(
    kind: PacketType, encoded: Encoded, ack_id: int | None, *, raw: bool = False
) -> tuple[str | bytes, ...]:
    """The frames of a packet; none for CONNECT and DISCONNECT, which opening and closing say.

    Several arguments are an array of them; bytes are base64, except as the only argument of a
    `message` that asks for no ack: that is a binary frame. Raises nothing.
    """
    if kind in (PacketType.CONNECT, PacketType.DISCONNECT):
        return ()
    data = orjson.loads(encoded.body)
    if kind is PacketType.CONNECT_ERROR:
        return (_array("connect_error", [data], None),)
    if kind is PacketType.ACK:
        return (_array(None, _with_texts(data, encoded), ack_id),)
    event, *args = data
    if event == MESSAGE and len(args) == 1 and ack_id is None:
        if encoded.attachments and args[0] == _ONLY:
            return encoded.attachments
        if raw and isinstance(args[0], str):
            return (args[0],)
    return (_array(event, _with_texts(args, encoded), ack_id),)


def error_frame(message: str) -> str:
    """What a sender is told of a frame that was refused."""
    return _array("error", [{"message": message}], None)


def _with_texts(args: list[Any], encoded: Encoded) -> list[Any]:
    """The arguments, with base64 where the attachments belong."""
    if not encoded.attachments:
        return args
    filled: list[Any] = fill(args, [b64encode(data).decode() for data in encoded.attachments])
    return filled


def _array(event: Any, args: list[Any], ack_id: int | None) -> str:
    # Part by part: one more level around arguments that are as deep as JSON goes would be too many.
    parts = [orjson.dumps(event)]
    if args or ack_id is not None:
        parts.append(orjson.dumps(args[0] if len(args) == 1 else args or None))
    if ack_id is not None:
        parts.append(b"%d" % ack_id)
    return f"[{b','.join(parts).decode()}]"
