"""What the demo's people link to, with previews as if they had been fetched: nobody is asked."""

import math
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from chat.actions import messages, previews
from chat.actions.previews import Found
from chat.models import Room, User
from chat.previewing.pictures import THUMBNAIL, WHOLE, keep_picture


@dataclass(frozen=True)
class Link:
    """Who says what in which room, and what the link in it is."""

    room: str
    username: str
    text: str
    found: Found


LINKS = (
    Link(
        "general", "yusuf",
        "The tables for the spring tides are out: https://tides.example/saltmarsh/2027",
        Found(
            site="Tides", title="Saltmarsh sluice: high and low water, spring 2027",
            description="Heights and times for every day of the season, with daylight and moon.",
            picture_alt="Evening over the water",
        ),
    ),
    Link(
        "engineering", "jonas",
        "We could drop our own code for this: https://docs.example/django/5.2/composite-keys/",
        Found(
            site="Documentation", title="Composite primary keys",
            description="How a model may be known by several of its fields together, what works "
            "with it, and what does not yet.",
        ),
    ),
    Link(
        "fieldwork", "nour", "From the gate last night https://pictures.example/gate-7-evening.jpg",
        Found(kind="picture", site="pictures.example", title="gate-7-evening.jpg"),
    ),
)  # fmt: skip
_PICTURED = {"general": THUMBNAIL, "fieldwork": WHOLE}


def share(cast: Mapping[str, User]) -> None:
    """Send what is linked to, and tell what is behind it."""
    for link in LINKS:
        room = Room.objects.get(name=link.room)
        messages.send_message(
            author=cast[link.username], room_id=room.pk, client_id=f"demo-link-{link.room}",
            text=link.text,
        )  # fmt: skip
        found, size = link.found, _PICTURED.get(link.room)
        if size is not None:
            found = replace(found, **keep_picture(_evening(), size=size))
        for task in previews.claim(most=1):
            previews.found(preview_id=task.preview_id, what=found)
    previews.tell()


@cache
def _evening(width: int = 480, height: int = 270) -> bytes:
    """A PNG: the sun low over water."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        for x in range(width):
            rows += bytes(_colour(x / width, y / height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def _colour(x: float, y: float) -> tuple[int, int, int]:
    """The colour at a place from 0 to 1."""
    sun = math.hypot((x - 0.62) * 1.78, y - 0.5)
    glow = max(0.0, 1 - sun * 1.6)
    if y < 0.58:
        if sun < 0.09:
            return 255, 226, 168
        return int(92 + 150 * glow), int(104 + 66 * glow), int(140 - 30 * glow)
    ripple = 0.5 + 0.5 * math.sin(60 * (y - 0.58) ** 0.6 + 9 * math.sin(7 * x + 3 * y))
    path = max(0.0, 1 - abs(x - 0.62) * 7) * ripple
    return (
        int(40 + 34 * ripple + 150 * path),
        int(58 + 24 * ripple + 80 * path),
        int(84 + 10 * ripple),
    )
