"""What people write: the rules that a message's text keeps, with errors that say what to mend."""

import re
from hashlib import sha256

from django.conf import settings

from chat.errors import Invalid

_HALF = re.compile("[\ud800-\udfff]")


def clean_text(text: str, *, may_be_empty: bool = False) -> str:
    """A message's text: line ends made one kind, blank lines at both ends dropped.

    Raises `Invalid` for a text that is blank (unless it `may_be_empty`), too long, or holds what no
    database or browser takes: NUL, a lone surrogate.
    """
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    require_storable(cleaned, what="message")
    if not cleaned.strip() or not any(char.isprintable() and char != " " for char in cleaned):
        if not may_be_empty:
            raise empty()
        return ""
    most: int = settings.HEARTH["MESSAGE_LENGTH"]
    if len(cleaned) > most:
        raise Invalid(
            f"That message is too long: {len(cleaned):,} characters of {most:,} at most.",
            field="text", limit=most,
        )  # fmt: skip
    return cleaned


def empty() -> Invalid:
    """The refusal of a message that says nothing."""
    return Invalid("Write something first: the message is empty.", field="text")


def require_storable(text: str, *, what: str) -> None:
    """Raises `Invalid` for what no database or browser takes; `what` it is part of the error."""
    if "\x00" in text:
        raise Invalid(f"A {what} cannot hold a NUL character.", field="text")
    if _HALF.search(text):
        raise Invalid(f"A {what} cannot hold half a character (a lone surrogate).", field="text")


def digest(text: str) -> str:
    """What tells whether a `client_id` came back with the same body."""
    return sha256(text.encode()).hexdigest()
