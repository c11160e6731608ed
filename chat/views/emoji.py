"""The emoji that `:name:` completes, as JSON that a browser keeps for a year."""

import hashlib
import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from chat.rendering import emoji_names

# The picker's sections: the group's number in the data, what it is called, its icon.
SECTIONS = (
    ("recent", "Recently used", "clock"),
    ("custom", "Our own", "mark"),
    ("0", "Smileys", "smile"),
    ("1", "People", "people"),
    ("3", "Animals and nature", "leaf"),
    ("4", "Food and drink", "cup"),
    ("5", "Places and travel", "compass"),
    ("6", "Activities", "ball"),
    ("7", "Objects", "bulb"),
    ("8", "Symbols", "heart"),
    ("9", "Flags", "flag"),
)
TONES = (
    (0, "✋", "No skin tone"),
    (1, "✋🏻", "Light skin tone"),
    (2, "✋🏼", "Medium-light skin tone"),
    (3, "✋🏽", "Medium skin tone"),
    (4, "✋🏾", "Medium-dark skin tone"),
    (5, "✋🏿", "Dark skin tone"),
)
_YEAR = 60 * 60 * 24 * 365


@cache
def _names() -> tuple[bytes, str]:
    """The JSON, and the version that its address carries."""
    body = json.dumps(emoji_names(), ensure_ascii=False, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:12]


@cache
def emoji_url() -> str:
    """The address of this version of the list: another version has another address."""
    return f"{reverse('emoji')}?v={_names()[1]}"


@require_GET
def emoji(request: HttpRequest) -> HttpResponse:
    """Answers `[{name, char}]`. The same for everyone, so that it needs no log-in."""
    response = HttpResponse(_names()[0], content_type="application/json")
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
