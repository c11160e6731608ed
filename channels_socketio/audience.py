"""Whom an operation is for."""

from collections.abc import Iterable
from typing import NamedTuple

Rooms = str | Iterable[str]


def to_rooms(rooms: Rooms | None) -> tuple[str, ...]:
    """One room or several, as a tuple without repetition; none for None."""
    if rooms is None:
        return ()
    return (rooms,) if isinstance(rooms, str) else tuple(dict.fromkeys(rooms))


class Audience(NamedTuple):
    """The sockets of `namespace` that are in any of the rooms `to` (None: all of them), but
    those in any of `skip`. A sid is a room of its own."""

    namespace: str = "/"
    to: tuple[str, ...] | None = None
    skip: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        to: Rooms | None,
        *,
        namespace: str = "/",
        skip_sid: Rooms | None = None,
        skip_rooms: Rooms | None = None,
    ) -> "Audience":
        """From what callers give: one name, several, or None."""
        skip = to_rooms(skip_sid) + to_rooms(skip_rooms)
        return cls(namespace, None if to is None else to_rooms(to), skip)

    @property
    def nobody(self) -> bool:
        """Whether it names no room at all."""
        return self.to == ()
