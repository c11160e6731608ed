"""The ASGI application: Socket.IO under /socket.io/, Django for everything else."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup(set_prefix=False)

# Only now: what follows imports models.
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import re_path  # noqa: E402

from chat.sockets import make_server  # noqa: E402
from project.handler import Handler  # noqa: E402
from project.proxies import client_address, is_secure  # noqa: E402

django_application = Handler()
sio = make_server(
    address=client_address, is_secure=is_secure, worker=os.environ.get("HEARTH_WORKER") or None
)


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    """A WebSocket to any other path: 403. Channels would raise, and log it each time."""
    await send({"type": "websocket.close"})


application = ProtocolTypeRouter(
    {
        "http": URLRouter([*sio.http_urlpatterns, re_path("", django_application)]),  # type: ignore[arg-type]
        "websocket": URLRouter([*sio.websocket_urlpatterns, re_path("", refuse)]),  # type: ignore[arg-type]
    }
)
