"""A picture's file without what it says of its maker: place, camera, time, words, thumbnails.

The pixels stay byte for byte as they came, and with them animations and colour profiles. Only parts
that are known are kept, and nothing behind the end, where polyglots put their other half. Each
function takes the whole file and raises `ValueError`, `IndexError` or `struct.error` for one that
is not built as its format says.
"""

import re
import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"pHYs", b"cICP", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_WEBP_TELLS = 0b1100  # the flags in VP8X that announce EXIF and XMP
_GIF_APPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # how often an animation runs
_AFTER_SCAN = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")
# An EXIF block with one entry: tag 0x0112, the way up.
_WAY_UP = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"


def jpeg(data: bytes, way_up: int) -> bytes:
    """The JPEG; `way_up` is EXIF's orientation, 1 to 8, which alone of EXIF is kept."""
    kept = [b"\xff\xd8"]
    if way_up > 1:
        kept.append(_segment(0xE1, _WAY_UP % way_up))
    at = 2
    while at < len(data):
        start = at
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        if at == start or marker == 0:
            raise ValueError("no marker")
        at += 1
        if marker == 0xD9:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        end = at + int.from_bytes(data[at : at + 2], "big")
        body = data[at + 2 : end]
        if marker == 0xDA:
            end = _end_of_scan(data, end)
            kept.append(b"\xff\xda" + data[at:end])
        elif _shows_in_jpeg(marker, body):
            kept.append(_segment(marker, body))
        at = end
    return b"".join([*kept, b"\xff\xd9"])


def png(data: bytes) -> bytes:
    """The PNG or APNG."""
    kept = [_PNG]
    for kind, whole in _png_chunks(data):
        if kind in _PNG_CHUNKS:
            kept.append(whole)
        if kind == b"IEND":
            return b"".join(kept)
    raise ValueError("no end")


def webp(data: bytes) -> bytes:
    """The WebP, animated or not."""
    size = int.from_bytes(data[4:8], "little")
    kept: list[bytes] = []
    at, end = 12, min(len(data), size + 8)
    while at + 8 <= end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if kind == b"VP8X":
            body = bytes([body[0] & ~_WEBP_TELLS]) + body[1:]
        if kind in _WEBP_CHUNKS:
            kept.append(kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2))
        at += 8 + length + length % 2
    inside = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def gif(data: bytes) -> bytes:
    """The GIF, animated or not."""
    at = 13 + _colours(data[10])
    kept = [data[:at]]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x21:
            at = _after_blocks(data, at + 2)
            if _shows_in_gif(data[start:at]):
                kept.append(data[start:at])
        elif data[at] == 0x2C:
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
            kept.append(data[start:at])
        else:
            raise ValueError("no block")
    return b"".join([*kept, b"\x3b"])


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _end_of_scan(data: bytes, at: int) -> int:
    after = _AFTER_SCAN.search(data, at)
    return after.start() if after else len(data)


def _shows_in_jpeg(marker: int, body: bytes) -> bool:
    """Whether a segment says how the picture looks: not comments, and of what applications add
    only the density, the colour profile and how colours are coded."""
    if marker == 0xFE:
        return False
    if not 0xE0 <= marker <= 0xEF:
        return True
    return (
        (marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) == 14)
        or (marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"))
        or (marker == 0xEE and body.startswith(b"Adobe"))
    )


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + length + 12
        if end > len(data):
            raise ValueError("cut short")
        yield data[at + 4 : at + 8], data[at:end]
        at = end


def _colours(flags: int) -> int:
    """The bytes of the table of colours that `flags` announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _shows_in_gif(extension: bytes) -> bool:
    label = extension[1]
    return label == 0xF9 or (label == 0xFF and extension[3:14] in _GIF_APPS)
