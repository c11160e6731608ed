"""One kind of things that have a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Due(Protocol):
    """Finds what is due: one query."""

    def __call__(self, *, now: datetime, most: int) -> list[int]: ...


@dataclass(frozen=True)
class Job:
    """`due` names the ids of what is due, the longest due first, and `do` does one.

    Every worker calls `do`, and may call it again for the same: it looks again under a lock and
    does it once.
    """

    name: str
    due: Due
    do: Callable[[int], None]
