"""The only way out: events, entries and evictions leave here when the transaction commits.

Outside a transaction they leave at once. They leave in the order they were asked for. A fault in
the layer is logged and never reaches the caller, whose change is committed.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from channels_socketio import NoSharedLayer, get_emitter
from chat.access import rooms_of
from chat.events.base import CHAT, NAMESPACES, Event
from chat.events.broadcasts import SessionEnded
from chat.models import User
from chat.models.users import Role
from chat.socket_rooms import MEMBERS, room_name, session_name, token_name, user_name

__all__ = [
    "MEMBERS", "end_connections", "enter_room", "evict_from_room", "room_name", "session_name",
    "to_each", "to_everyone", "to_members", "to_people", "to_room", "to_rooms", "to_user",
    "token_name", "user_name",
]  # fmt: skip


def to_room(event: Event, *, room_id: int) -> None:
    """Tell everyone who is in a room."""
    _emit(event, to=[room_name(room_id)])


def to_rooms(events: Iterable[tuple[Event, int]]) -> None:
    """Tell everyone who is in a room, for several events and the ids of their rooms, at once."""
    to_each((event, [room_name(room_id)]) for event, room_id in events)


def to_each(events: Iterable[tuple[Event, Sequence[str]]]) -> None:
    """Tell, for several events and the socket rooms of each, at once: what goes to the same
    sockets leaves in one piece."""
    sendings = [
        (type(event).event, event.model_dump(mode="json"), list(to)) for event, to in events
    ]

    def send() -> None:
        emitter = get_emitter()
        with emitter.together():
            for name, payload, to in sendings:
                emitter.emit(name, payload, to=to, namespace=CHAT)

    _later(send)


def to_user(event: Event, *, user_id: int) -> None:
    """Tell one user, in all their tabs and devices."""
    _emit(event, to=[user_name(user_id)])


def to_people(event: Event, *, about: User) -> None:
    """Tell everyone who may see `about`: the non-guests, and whoever shares a room with them."""
    rooms = rooms_of(about).order_by("pk").values_list("pk", flat=True)
    _emit(event, to=[MEMBERS, user_name(about.pk), *map(room_name, rooms)])


def to_members(event: Event) -> None:
    """Tell everyone but the guests."""
    _emit(event, to=[MEMBERS])


def to_everyone(event: Event) -> None:
    """Tell everyone, the guests too."""
    guests = User.objects.filter(role=Role.GUEST, is_active=True).values_list("pk", flat=True)
    _emit(event, to=[MEMBERS, *map(user_name, guests)])


def enter_room(*, user_id: int, room_id: int) -> None:
    """From now on the user's sockets hear the room. Call it before the event that says so."""
    _later(lambda: get_emitter().sockets_join(to=user_name(user_id), rooms=room_name(room_id)))


def evict_from_room(*, user_id: int, room_id: int) -> None:
    """From now on the user's sockets do not hear the room, in any process."""
    _later(lambda: get_emitter().sockets_leave(to=user_name(user_id), rooms=room_name(room_id)))


def end_connections(
    *,
    reason: str,
    user_id: int | None = None,
    session_key: str | None = None,
    token_id: int | None = None,
) -> None:
    """Close the sockets of a user, a log-in or a token, in every namespace, telling them why first.

    `reason` is one of `SessionEnded.reason`'s.
    """
    rooms: list[str] = []
    if user_id is not None:
        rooms.append(user_name(user_id))
    if session_key is not None:
        rooms.append(session_name(session_key))
    if token_id is not None:
        rooms.append(token_name(token_id))
    ended = SessionEnded.model_validate({"reason": reason})
    # All are told before the first goes: a connection may have sockets in several namespaces.
    for namespace in NAMESPACES:
        _emit(ended, to=rooms, namespace=namespace)
    for namespace in NAMESPACES:
        for room in rooms:
            _later(_disconnecting(room, namespace))


def _emit(event: Event, *, to: Iterable[str], namespace: str = CHAT) -> None:
    # Dumped now: what leaves is the state that was committed, whatever happens to it after.
    payload, rooms = event.model_dump(mode="json"), list(to)
    name = type(event).event
    _later(lambda: get_emitter().emit(name, payload, to=rooms, namespace=namespace))


def _disconnecting(room: str, namespace: str) -> Callable[[], object]:
    # A function of its own and no partial: Django's log of a fault asks for its __qualname__.
    return lambda: get_emitter().disconnect_sockets(to=room, close=True, namespace=namespace)


def _later(send: Callable[[], object]) -> None:
    def leave() -> None:
        # Embedded, a management command shares no layer with the server, which finds the change
        # in the database within seconds: what is promised stands without the hint.
        with contextlib.suppress(NoSharedLayer):
            send()

    transaction.on_commit(leave, robust=True)
