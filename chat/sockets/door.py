"""How every namespace lets a log-in in, and how it turns one away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from channels_socketio import ConnectionRefused, DisconnectReason, Forbidden, Hub, Socket
from chat.errors import ChatError, LoginRequired, TooMany, Unavailable
from chat.limits import limits
from chat.queries.logins import Login
from chat.socket_rooms import user_name
from chat.sockets.entrance import shown
from chat.watcher import Watcher

REFUSED_CONNECTS = 5  # that a line outlives


async def knock(hub: Hub, watcher: Watcher, socket: Socket, auth: dict[str, Any] | None) -> Login:
    """The log-in by which a socket comes. Raises `ChatError` for none, or for one too many."""
    login = await watcher.recognise(shown(scope=socket.scope, auth=auth))
    if login is None:
        raise LoginRequired
    limits().command.take(login.user.pk)
    here = hub.rooms(socket.namespace.name).get(user_name(login.user.pk), ())
    if len(here) >= settings.HEARTH["SOCKETS_PER_USER"]:
        raise TooMany("Hearth is open in too many places. Close some.", retry_after=30)
    return login


@contextmanager
def refusals(socket: Socket) -> Iterator[None]:
    """Turns what is raised within into a refusal, whose data is a `ChatError`'s: code, message,
    retry_after."""
    try:
        yield
    except Unavailable as error:
        # After a refusal clients stay away; after a lost connection they come back.
        socket.connection.close(DisconnectReason.TRANSPORT_ERROR)
        raise ConnectionRefused(error.message, error.as_json()) from None
    except ChatError as error:
        # Each try asks the database, and whoever tries is not known: a few, then the line goes.
        lose_patience(socket, socket.eio_sid, limits().patience.burst / REFUSED_CONNECTS)
        raise ConnectionRefused(error.message, error.as_json()) from None
    except Forbidden as error:
        raise ConnectionRefused(error.message) from None


def lose_patience(socket: Socket, key: str, tokens: float = 1.0) -> None:
    """Cut off whoever was refused too often."""
    try:
        limits().patience.take(key, tokens)
    except TooMany:
        socket.connection.close(DisconnectReason.FLOOD)
