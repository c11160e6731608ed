"""Pictures to send, made on the spot, the hostile ones too."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

PLACE = b"Secret Street 12"


def drawn(width: int = 80, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file of `image`."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def telling(kind: str, way_up: int = 1, **options: Any) -> bytes:
    """A file of the drawn picture that says where it was taken, and with which way up."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = way_up
    exif.get_ifd(0x8825)[2] = (IFDRational(52), IFDRational(30), IFDRational(0))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    mode = "P" if kind == "GIF" else "RGB"
    options |= {"comment": PLACE} if kind in {"GIF", "JPEG"} else {}
    options |= {} if kind == "GIF" else {"exif": exif, "icc_profile": profile}
    return saved(drawn().convert(mode), kind, **options)


def animated(kind: str, frames: int = 3, size: int = 40) -> bytes:
    """An animation of that many frames, 50 ms each, no two the same."""
    images = [
        Image.new("RGB", (size, size), (at * 37 % 256, at // 7 % 256, 9)) for at in range(frames)
    ]
    return saved(images[0], kind, save_all=True, append_images=images[1:], duration=50, loop=0)


def png_of(width: int, height: int) -> bytes:
    """A PNG, small itself, that says it has these measures, and has no pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    chunks = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def gif_of(frames: int) -> bytes:
    """A GIF of one pixel and that many frames."""
    frame = b"\x21\xf9\4\0\0\0\0\0" + b"\x2c\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b"\x3b"
