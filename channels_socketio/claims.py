"""What a client shows to come back as the socket it was, and what passes between workers then."""

import logging
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from channels_socketio.envelope import SID
from channels_socketio.frames import Frame, message_frame
from channels_socketio.requests import Answer

if TYPE_CHECKING:
    from channels_socketio.socket import Socket

logger = logging.getLogger(__name__)
# What Recovery makes. Anything else is not worth a question to every worker.
_OFFSET = re.compile(r"[0-9a-f]{12}\.[0-9]{1,20}")


class Ticket(NamedTuple):
    """What a client shows: which socket it was, and what it saw last."""

    pid: str
    offset: str


def read_ticket(auth: dict[str, Any] | None) -> Ticket | None:
    """The ticket in a CONNECT's payload; None where there is none, or one that nobody gave out."""
    pid, offset = (auth or {}).get("pid"), (auth or {}).get("offset")
    if not (isinstance(pid, str) and isinstance(offset, str)):
        return None
    return Ticket(pid, offset) if SID.fullmatch(pid) and _OFFSET.fullmatch(offset) else None


class Claim(NamedTuple):
    """A ticket, with what must be as it was: the namespace, and who opens the connection."""

    pid: str
    offset: str
    namespace: str
    identity: str


def write_state(socket: "Socket") -> dict[str, Any] | None:
    """What makes a socket, as JSON; None where its data is none."""
    try:
        data = orjson.loads(orjson.dumps(socket.data))
    except TypeError:
        logger.debug("the data of %s cannot leave the process", socket)
        return None
    return {"sid": socket.sid, "rooms": sorted(socket.room_names), "data": data}


def write_frames(frames: Iterable[Frame]) -> tuple[Any, list[bytes]]:
    """Each as `[text, attachments, offset]`, and all attachments in order."""
    listed: list[list[Any]] = []
    attachments: list[bytes] = []
    for frame in frames:
        text, *binary = (packet.data for packet in frame.packets)
        listed.append([text, len(binary), frame.offset])
        attachments += [data for data in binary if isinstance(data, bytes)]
    return listed, attachments


def read_frames(answer: Answer) -> list[Frame]:
    """What `write_frames` wrote."""
    left = list(answer.attachments)
    frames = []
    for text, count, offset in answer.body:
        binary, left = left[:count], left[count:]
        frames.append(message_frame(text, binary, offset=offset))
    return frames
