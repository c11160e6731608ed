"""The picture of an address: opened in a process of its own, made small, kept as ours."""

import secrets
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from chat.actions.previews import Found
from chat.errors import ChatError
from chat.pictures import measure_and_strip
from chat.previewing.reading import clean, host_of
from chat.queries.previews import stored_name

THUMBNAIL, WHOLE = 320, 800  # pixels of the longer side: beside words, and by itself
_NAME_MOST = 100


def picture_found(data: bytes, url: str) -> Found | None:
    """An address that is a picture; None where it cannot be shown. Takes seconds: in a thread."""
    kept = keep_picture(data, size=WHOLE)
    name = clean(unquote(urlsplit(url).path.rpartition("/")[2]), _NAME_MOST)
    return Found(kind="picture", site=host_of(url), title=name, **kept) if kept else None


def keep_picture(data: bytes, *, size: int) -> dict[str, Any]:
    """Store a picture made small; gives its fields of `Found`, none where it cannot be shown."""
    try:
        small = measure_and_strip(data, sizes=(size,)).renditions[0]
    except ChatError:
        return {}
    name = secrets.token_hex(16)
    storages["files"].save(stored_name(name), ContentFile(small.data))
    return {"picture": name, "picture_width": small.width, "picture_height": small.height}
