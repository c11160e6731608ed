"""How many messages were written in each of the last minutes. Pure bookkeeping."""

from collections.abc import Mapping
from datetime import UTC, datetime

MINUTES = 60
# A message has the time at which it was written, and is there to be counted when it is committed:
# what was counted of the minutes before is asked for again.
UNSURE = 2


def minute_of(moment: datetime) -> int:
    """Minutes since 1970."""
    return int(moment.timestamp()) // 60


def start_of(minute: int) -> datetime:
    """When a minute began."""
    return datetime.fromtimestamp(minute * 60, UTC)


class Minutes:
    """Remembers what was counted, so that each look asks for the last minutes alone."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._upto: int | None = None

    def since(self, now: int) -> int:
        """From which minute on the database is to be asked at minute `now`."""
        oldest = now - MINUTES + 1
        return oldest if self._upto is None else max(oldest, min(self._upto, now) - UNSURE)

    def take(self, found: Mapping[int, int], *, since: int, now: int) -> list[int]:
        """Note what the database answered; the counts of the last hour, the minute `now` last."""
        oldest = now - MINUTES + 1
        kept = {m: n for m, n in self._counts.items() if oldest <= m < since}
        self._counts = kept | dict(found)
        self._upto = now
        return [self._counts.get(minute, 0) for minute in range(oldest, now + 1)]
