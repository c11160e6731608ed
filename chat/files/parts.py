"""Uploads on their way: a file each in `UPLOADS`, as long as what has arrived of it.

The length of the file is the truth, so that no write to the database is needed a piece, and what a
crash left half written goes on from there. One request at a time has a part; another is refused.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from chat.errors import Conflict, Invalid, Locked, Unavailable

logger = logging.getLogger(__name__)

_PIECE = 64 * 1024


class Readable(Protocol):
    """What a request's body comes from."""

    def read(self, size: int, /) -> bytes: ...


def path_of(name: str) -> Path:
    """Where the part of that name lies. `name` is one of our own."""
    return Path(settings.UPLOADS) / f"{name}.part"


def received(name: str) -> int:
    """How many bytes have arrived."""
    try:
        return path_of(name).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def held(name: str) -> Iterator[BinaryIO]:
    """The part, open for reading and writing, ours alone until the end; made where it is missing.
    Raises `Locked` while another request has it."""
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    # Unbuffered: what could not be written is known here, and not when it is closed.
    with os.fdopen(descriptor, "r+b", buffering=0) as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked("Another request is sending this file.") from None
        yield part


def append(name: str, *, offset: int, content: Readable, most: int) -> int:
    """Add `content` at `offset`, which must be where the part ends; gives where it ends now.

    A body that breaks off is kept as far as it came. Raises `Conflict` for another offset,
    `Invalid` for a file that would grow past `most` bytes, of which nothing is kept.
    """
    with held(name) as part:
        end = part.seek(0, os.SEEK_END)
        if end != offset:
            raise Conflict(f"{end} bytes of it are here: go on from there.", offset=end)
        while piece := content.read(_PIECE):
            if part.tell() + len(piece) > most:
                part.truncate(offset)
                raise Invalid("That is more than the upload said it would be.")
            _write(part, piece)
        return part.tell()


def _write(part: BinaryIO, piece: bytes) -> None:
    """Raises `Unavailable` where the disk takes no more: what it took before stays."""
    try:
        while piece:
            piece = piece[part.write(piece) :]
    except OSError as error:
        logger.warning("an upload cannot be written: %s", error.strerror)
        raise Unavailable("There is no room for files at the moment. Try again later.") from error


def remove(name: str) -> None:
    """Throw a part away. Does nothing when there is none."""
    path_of(name).unlink(missing_ok=True)
