"""How much an answer weighs. Pages are bounded in bytes too: a client is closed that is sent more
than it may leave unread, and two hundred of the longest messages would be that."""

from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings

BESIDE = 600  # bytes of an entry beside its words: its author, its numbers


Item = TypeVar("Item")


def weight(item: object) -> int:
    """About how many bytes an entry of a timeline or a room's member takes as JSON."""
    words = f"{getattr(item, 'text', '')}{getattr(item, 'html', '')}"
    return len(words.encode("utf-8", "replace")) + BESIDE


def page_of(items: Iterable[Item]) -> list[Item]:
    """The first of `items` that fit on a page together: at least one, if there is any."""
    left: int = settings.HEARTH["PAGE_BYTES"]
    kept: list[Item] = []
    for item in items:
        left -= weight(item)
        if left < 0 and kept:
            break
        kept.append(item)
    return kept
