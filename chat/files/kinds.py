"""What a file is, by its first bytes. Only what is proved by them is ever shown in a page."""

import mimetypes
from pathlib import PurePosixPath

from chat.models.files import FileKind

HEAD = 4096  # bytes that `media_type` wants to see
UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"

# Where in the head, what stands there, and what that is.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
)
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    b"qt  ": "video/quicktime",
}
# Shown in a page: what no browser takes for anything else. Not SVG, which is a document with
# scripts, and not PDF, which would run in a viewer of each browser's own.
SHOWN = frozenset(
    {
        *("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"),
        *("audio/wav", "audio/flac", "audio/ogg", "audio/mpeg", "audio/mp4"),
        *("video/webm", "video/ogg", "video/mp4", "video/quicktime"),
    }
)
_PICTURES = frozenset(kind for kind in SHOWN if kind.startswith("image/"))
_DOCUMENTS = (
    *("text/", "application/pdf", "application/rtf", "application/json", "application/msword"),
    *("application/vnd.ms-", "application/vnd.openxml", "application/vnd.oasis"),
)


def media_type(head: bytes, name: str) -> str:
    """The media type of a file that begins with `head` (up to `HEAD` bytes).

    Its content decides about all that is `SHOWN`; the name only tells one kind of download from
    another. What a name says is shown and its content is not, is unknown.
    """
    for at, signature, found in _SIGNATURES:
        if head.startswith(signature, at) and (at == 0 or head.startswith(b"RIFF")):
            return _ogg(head) if found == "audio/ogg" else found
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    said = _by_name(name)
    if said in SHOWN or said.startswith("image/heic"):
        return UNKNOWN
    return PLAIN if said == UNKNOWN and _is_text(head) else said


def kind_of(media_type: str) -> FileKind:
    """What a file of that type is to a reader."""
    if media_type in _PICTURES:
        return FileKind.PICTURE
    if media_type in SHOWN:
        return FileKind.VIDEO if media_type.startswith("video/") else FileKind.AUDIO
    return FileKind.DOCUMENT if media_type.startswith(_DOCUMENTS) else FileKind.OTHER


def _ogg(head: bytes) -> str:
    return "video/ogg" if b"theora" in head[:128] else "audio/ogg"


def _by_name(name: str) -> str:
    found, packed = mimetypes.guess_type(f"x{PurePosixPath(name).suffix}", strict=False)
    return UNKNOWN if found is None or packed else found


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) >= HEAD - 3  # cut within a character
    return True
