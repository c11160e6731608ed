"""The settings of files, read from the environment for project/settings.py."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from project import environment as env

MB = 1024 * 1024
# The bucket in the path, not in the host's name: one origin, whatever speaks S3.
_STYLE = "path"


def limits() -> dict[str, Any]:
    """What goes into `HEARTH`."""
    return {
        "FILES_PER_MESSAGE": 10,
        "FILE_SIZE": env.integer("FILE_SIZE_MB", 100, at_least=1) * MB,  # bytes
        # Bytes that one person, and everyone together, may have here.
        "FILES_PER_USER": env.integer("FILES_PER_USER_MB", 5_000, at_least=1) * MB,
        "FILES_IN_ALL": env.integer("FILES_IN_ALL_MB", 100_000, at_least=1) * MB,
        # Media types that are taken and, of those, that are not: words with * for anything.
        "FILE_TYPES": env.text("FILE_TYPES", "*").split(),
        "FILE_TYPES_REFUSED": env.text("FILE_TYPES_REFUSED", "application/x-msdownload").split(),
        "ALT_LENGTH": 1_000,  # characters
        "UNSENT_FILES": 50,  # of one person, on their way or waiting to be sent
        "UPLOAD_HOURS": 24,  # in which an upload must be whole
        "UNSENT_HOURS": 72,  # that a whole file waits to be sent
        "PIECE_RATE": (60, 240),  # pieces of them a second a user, and the burst
        "UPLOAD_RATE": (2, 40),  # new uploads a second a user, and the burst
        "FILES_PAGE": 40,  # of a room's files
    }


def storage(data: Path) -> dict[str, Any]:
    """Django's storage of files: S3 where `S3_BUCKET` is set, else a folder in `DATA`."""
    bucket = env.text("S3_BUCKET")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": data / "files",
                "file_permissions_mode": 0o640,
                "directory_permissions_mode": 0o750,
            },
        }
    names = ("S3_ACCESS_KEY", "S3_SECRET_KEY")
    key, secret = (env.text(name) for name in names)
    if bool(key) != bool(secret):
        raise ImproperlyConfigured(f"Set both {names[0]} and {names[1]}, or neither.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("S3_ENDPOINT") or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": key or None,
            "secret_key": secret or None,
            "default_acl": None,
            "file_overwrite": True,  # names are random, so that none is asked for first
            "querystring_auth": True,
            "querystring_expire": 60,  # seconds that an address is good for
            "signature_version": "s3v4",
            "addressing_style": _STYLE,
        },
    }


def origins() -> list[str]:
    """Where pages fetch files that are not stored here; for the Content-Security-Policy."""
    if not env.text("S3_BUCKET"):
        return []
    parts = urlsplit(env.text("S3_ENDPOINT") or f"https://{_amazon()}")
    return [f"{parts.scheme}://{parts.netloc}"]


def _amazon() -> str:
    region = env.text("S3_REGION")
    return f"s3.{region}.amazonaws.com" if region else "s3.amazonaws.com"
