"""Where whole files lie: a folder in `DATA`, or S3 by django-storages. Under names of our own."""

import os
import secrets
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils import timezone


def new_name() -> str:
    """A name for something to be stored: 128 random bits, in a folder a month."""
    return f"{timezone.now():%Y/%m}/{secrets.token_hex(16)}"


def keep(name: str, path: Path) -> None:
    """Store the file at `path`, which may be gone from there afterwards."""
    with path.open("rb") as content:
        os.fsync(content.fileno())
        _storage().save(name, _Moved(content, path))


def keep_bytes(name: str, data: bytes) -> None:
    """Store `data`."""
    _storage().save(name, ContentFile(data))


def remove(name: str) -> None:
    """Take a stored file away. Does nothing for one that is not there, or no name."""
    if name:
        _storage().delete(name)


def local(name: str) -> Path | None:
    """Where a stored file lies on this machine; None where it lies elsewhere."""
    storage = _storage()
    return Path(storage.path(name)) if isinstance(storage, FileSystemStorage) else None


def address(name: str, *, media_type: str, disposition: str) -> str:
    """An address, good for a minute, at which a file that lies elsewhere is had with these
    headers."""
    headers = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition}
    return _storage().url(name, parameters=headers)  # type: ignore[call-arg]


def read(name: str) -> bytes:
    """All of a stored file, for one that is known to be small."""
    with _storage().open(name) as content:
        return cast(bytes, content.read())


def _storage() -> Storage:
    return storages["files"]


class _Moved(File):  # type: ignore[type-arg]
    """A file that may be moved to its place, instead of being copied there."""

    def __init__(self, content: BinaryIO, path: Path) -> None:
        super().__init__(content, name=path.name)
        self._path = path

    def temporary_file_path(self) -> str:
        """Django's own word for it."""
        return str(self._path)
