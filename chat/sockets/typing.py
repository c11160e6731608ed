"""Who types where. It is not durable, and may be lost."""

import time

from chat.events.broadcasts import Typing
from chat.socket_rooms import room_name
from chat.watcher import Visit

LAPSE_SECONDS = 6.0
MOST_ROOMS = 20  # at once, by one socket


def audience(room_id: int) -> str:
    """The socket room of those who are told."""
    return room_name(room_id)


def start(visit: Visit, room_id: int) -> Typing:
    """The user types in a room: what to tell those in it."""
    visit.typing.pop(room_id, None)
    visit.typing[room_id] = time.monotonic() + LAPSE_SECONDS
    if len(visit.typing) > MOST_ROOMS:
        del visit.typing[next(iter(visit.typing))]
    return _event(visit, room_id, active=True)


def stop(visit: Visit, room_id: int) -> Typing | None:
    """The user types no more in a room: what to tell; None where they know."""
    until = visit.typing.pop(room_id, 0.0)
    return _event(visit, room_id, active=False) if until > time.monotonic() else None


def stop_all(visit: Visit) -> list[tuple[int, Typing]]:
    """The user is gone: what to tell in which rooms."""
    stopped = [(room_id, stop(visit, room_id)) for room_id in list(visit.typing)]
    return [(room_id, event) for room_id, event in stopped if event is not None]


def _event(visit: Visit, room_id: int, *, active: bool) -> Typing:
    user = visit.user
    return Typing(room=room_id, user=user.pk, display_name=user.display_name, active=active)
