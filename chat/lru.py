"""What a process keeps of what it made: rows, shapes, markup, bounded in bytes all together.

A key holds all that a value was made from, so that a value is never out of date: what changed has
another key, and the old value is forgotten when there is no room for it.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any

from django.conf import settings

BESIDE = 400  # bytes of an entry beside what it holds, about


class LRUCache:
    """Values by their keys, in `most()` bytes; those go first that were not used for longest,
    about: one that was used since it was last looked at is given a second chance, so that to use
    one moves nothing. None is no value."""

    def __init__(self, most: Callable[[], int]) -> None:
        self._most = most
        self._entries: OrderedDict[Hashable, list[Any]] = OrderedDict()  # value, size, was it used
        self._lock = Lock()
        self.size = 0

    def get(self, key: Hashable) -> Any:
        """The value; None where there is none."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        entry[2] = True
        return entry[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value that takes about so many bytes with its key; what is too large for the
        whole cache is not kept."""
        size += BESIDE
        if size > self._most():
            return
        with self._lock:
            former = self._entries.pop(key, None)
            self._entries[key] = [value, size, True]  # else it might go at once
            self.size += size - (former[1] if former else 0)
            self._make_room()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._entries)

    def _make_room(self) -> None:
        most = self._most()
        while self.size > most:
            key, entry = self._entries.popitem(last=False)
            if entry[2]:
                entry[2] = False
                self._entries[key] = entry
            else:
                self.size -= entry[1]


def _bound() -> int:
    most: int = settings.HEARTH["MADE_CACHE_BYTES"]
    return most


def size_of(values: Iterable[Any]) -> int:
    """About how many bytes values take: texts, numbers, tuples of them."""
    return sum(
        sys.getsizeof(each) + (size_of(each) if isinstance(each, tuple) else 0) for each in values
    )


made = LRUCache(_bound)
