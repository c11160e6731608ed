"""What an event is called, and what it is as JSON."""

import math
from typing import Any, ClassVar, Protocol

from channels_socketio.errors import PacketError
from channels_socketio.packet import RESERVED_EVENTS

EventName = str | int | float


class EventModel(Protocol):
    """An event declared as a class: its name, and how it is validated. Pydantic's shape."""

    event: ClassVar[str]

    @classmethod
    def model_validate(cls, obj: Any) -> Any: ...

    def model_dump(self, *, mode: str = ...) -> Any: ...


def event_arguments(event: EventName | EventModel, args: tuple[Any, ...]) -> list[Any]:
    """The JSON array of an event: `[name, *args]`, or a model's name and its fields.

    PacketError for a name that the protocol reserves, or that clients close the engine on.
    """
    if isinstance(event, (str, int, float)):  # a union of them takes three times as long
        return [checked_name(event), *args]
    return [checked_name(event.event), event.model_dump(mode="json"), *args]


def checked_name(name: EventName) -> EventName:
    """The name of an event, if it may be one: any text or finite number but the reserved."""
    if name in RESERVED_EVENTS:
        raise PacketError(f"{name!r} is a reserved event name")
    if isinstance(name, bool) or (isinstance(name, float) and not math.isfinite(name)):
        raise PacketError(f"{name!r} is no event name")
    return name
