"""A message's place in time, as one number: what results are ordered and paged by."""

from datetime import UTC, datetime, timedelta

PER_MS = 1_024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def key_of(moment: datetime, number: int = 0) -> int:
    """The key of message `number` of an aware moment; without one, the first of that moment's."""
    return (moment - _EPOCH) // _MS * PER_MS + number % PER_MS
