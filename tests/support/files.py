"""Files for tests."""

from typing import Any

from chat.models import File, User
from chat.models.files import FileState


def make_file(owner: User, name: str = "tide-table.pdf", **fields: Any) -> File:
    """A file that `owner` has uploaded and not sent yet; nothing lies in the storage."""
    usual = {
        "media_type": "application/pdf",
        "kind": "document",
        "size": 1_200,
        "state": FileState.READY,
        "stored_as": "2026/11/none",
    }
    return File.objects.create(owner=owner, name=name, **{**usual, **fields})
