"""Pages that are kept whole, by all that they are made of.

To put a page together, of pieces that are kept, takes as long as to ask the database for all that
it shows. So the database is asked each time; where it says the same as the last time, of the same
reader's page, that page is given again with a CSRF token of its own.
"""

from collections.abc import Callable, Hashable
from operator import is_
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest

from chat.lru import LRUCache
from chat.templatetags.pieces import TOKEN

_TOKEN = TOKEN.encode()


def _bound() -> int:
    most: int = settings.HEARTH["PAGES_CACHE_BYTES"]
    return most


pages = LRUCache(_bound)


class Sources(NamedTuple):
    """What a page is made of, beside its key: objects that are kept themselves, so that they are
    the same ones as long as they say the same (`Read.kept`, shapes); and values, which are equal.
    """

    same: tuple[Any, ...]
    equal: tuple[Any, ...]

    def are(self, other: "Sources") -> bool:
        """Whether a page of these is one of the others too."""
        return (
            len(self.same) == len(other.same)
            and all(map(is_, self.same, other.same))
            and self.equal == other.equal
        )


class _Page(NamedTuple):
    sources: Sources
    body: list[bytes]  # with the token between each and the next


def whole(
    request: HttpRequest, key: Hashable, sources: Sources | None, make: Callable[[], bytes]
) -> list[bytes]:
    """The page between its CSRF tokens, for which `make` writes `TOKEN`: the one that is kept
    under `key`, where it was made of the same; None is kept nowhere. Who is told something once
    (Django's messages) gets a page of their own."""
    if sources is None or settings.DEBUG or len(get_messages(request)):
        return make().split(_TOKEN)
    found: _Page | None = pages.get(key)
    if found is None or not sources.are(found.sources):
        found = _Page(sources, make().split(_TOKEN))
        if not hasattr(request, "_csp_nonce"):  # which is in the page, and in one answer's policy
            pages.put(key, found, sum(map(len, found.body)))
    return found.body
