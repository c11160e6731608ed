"""How a command runs an action or a query for whoever sits at the socket."""

from collections.abc import Callable
from typing import Any

from channels_socketio import Socket
from chat.answers import plain
from chat.errors import LoginRequired
from chat.execution import run_action, run_query
from chat.limits import Buckets, limits
from chat.models import User
from chat.watcher import Visit, visit_of


def visit(socket: Socket) -> Visit:
    """Who is at the socket. Raises `LoginRequired` where it was let go."""
    found = visit_of(socket)
    if found is None:
        raise LoginRequired
    return found


async def act(
    socket: Socket,
    action: Callable[..., Any],
    role: str,
    bucket: Buckets | None = None,
    **arguments: Any,
) -> Any:
    """Run an action for the socket's user, who is its `role`; the result as plain JSON values.

    Actions look the user up again themselves, under their locks.
    """
    user = visit(socket).user
    (limits().command if bucket is None else bucket).take(user.pk)
    return await run_action(_plainly, call=action, **{role: user}, **arguments)


async def ask(socket: Socket, query: Callable[..., Any], **arguments: Any) -> Any:
    """Run a query for the socket's user as the database has them now."""
    user_id = visit(socket).user.pk
    limits().command.take(user_id)
    return await run_query(_freshly, call=query, user_id=user_id, **arguments)


def _plainly(*, call: Callable[..., Any], **arguments: Any) -> Any:
    return plain(call(**arguments))


def _freshly(*, call: Callable[..., Any], user_id: int, **arguments: Any) -> Any:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise LoginRequired
    return plain(call(user=user, **arguments))
