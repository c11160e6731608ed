"""How often someone may do something: token buckets, in this process's memory.

With several workers a user may do as much at each: the bounds protect a process.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from chat.errors import TooMany

MOST_KEYS = 50_000


class Buckets:
    """A bucket for each key: `rate` tokens a second flow in, up to `burst`. Thread-safe.

    Beyond `most` keys those are forgotten that are full, then those not used for longest.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_KEYS,
    ) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._most = most
        self._levels: dict[Hashable, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key: Hashable, tokens: float = 1.0) -> None:
        """Take from the key's bucket; TooMany, saying when to come back, if there is too little."""
        with self._lock:
            now = self._clock()
            level, at = self._levels.pop(key, (self.burst, now))
            level = min(self.burst, level + (now - at) * self.rate)
            enough = level >= tokens
            self._levels[key] = (level - tokens if enough else level, now)
            if len(self._levels) > self._most:
                self._forget(now)
        if not enough:
            raise TooMany(retry_after=(tokens - level) / self.rate)

    def level(self, key: Hashable) -> float:
        """How much is in the key's bucket now."""
        with self._lock:
            now = self._clock()
            level, at = self._levels.get(key, (self.burst, now))
            return min(self.burst, level + (now - at) * self.rate)

    def __len__(self) -> int:
        return len(self._levels)

    def _forget(self, now: float) -> None:
        kept = {
            key: (level, at)
            for key, (level, at) in self._levels.items()
            if level + (now - at) * self.rate < self.burst
        }
        for key in list(kept)[: max(0, len(kept) - self._most // 2)]:
            del kept[key]
        self._levels = kept


@dataclass(frozen=True)
class Limits:
    """The buckets of this process: five by user id, two by address, `patience` by socket.

    A socket's patience is what it may be refused before it is closed; a stranger's is what comes
    over HTTP from one address without a log-in that holds.
    """

    send: Buckets
    command: Buckets
    typing: Buckets
    search: Buckets
    preview: Buckets
    connect: Buckets
    stranger: Buckets
    patience: Buckets
    picture: Buckets
    upload: Buckets
    piece: Buckets


@cache
def limits() -> Limits:
    """This process's, made from the settings at the first use."""
    rates = settings.HEARTH
    return Limits(
        send=Buckets(*rates["SEND_RATE"]),
        command=Buckets(*rates["COMMAND_RATE"]),
        typing=Buckets(*rates["TYPING_RATE"]),
        search=Buckets(*rates["SEARCH_RATE"]),
        preview=Buckets(*rates["PREVIEW_RATE"]),
        connect=Buckets(*rates["CONNECT_RATE"]),
        stranger=Buckets(*rates["STRANGER_RATE"]),
        patience=Buckets(*rates["PATIENCE_RATE"]),
        picture=Buckets(*rates["PICTURE_RATE"]),
        upload=Buckets(*rates["UPLOAD_RATE"]),
        piece=Buckets(*rates["PIECE_RATE"]),
    )
