"""The event layer with the chat on it."""

from collections.abc import Callable

from django.conf import settings

from channels_socketio import SocketIO
from chat.events.base import CHAT, OPS
from chat.sockets.entrance import identify
from chat.sockets.namespace import ChatNamespace
from chat.sockets.ops import OpsNamespace
from chat.sockets.origin import Gate, Scope


def make_server(
    *,
    address: Callable[[Scope], str],
    is_secure: Callable[[Scope], bool],
    worker: str | None = None,
) -> SocketIO:
    """A server of this process, by the settings; `address` and `is_secure` as for `Gate`."""
    chat, ops = ChatNamespace(), OpsNamespace()
    gate = Gate(address=address, is_secure=is_secure)
    sio = SocketIO(
        {CHAT: chat, OPS: ops},
        worker=worker,
        client_files=settings.SOCKETIO_CLIENT,
        allow_origin=gate.allow_origin,
        allow_request=gate.allow_request,
        identify=identify,
        connect_timeout=settings.HEARTH["CONNECT_TIMEOUT_MS"],
        ping_interval=settings.HEARTH["PING_INTERVAL_MS"],
        ping_timeout=settings.HEARTH["PING_TIMEOUT_MS"],
        max_http_buffer_size=settings.HEARTH["MAX_PAYLOAD"],
        max_attachments=0,
    )
    chat.attend(sio.hub)
    ops.attend(sio.hub, chat.watcher)
    return sio
