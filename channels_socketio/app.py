"""SocketIO: one server, to be mounted in a project's ASGI application."""

import re
from typing import Any

from django.urls import URLPattern, re_path

from channels_socketio.bundle import NAMES, ClientFiles
from channels_socketio.consumers import WebSocketConsumer
from channels_socketio.defaults import register
from channels_socketio.emitter import Emitter
from channels_socketio.hub import Hub
from channels_socketio.namespaces import Declared, Namespaces
from channels_socketio.options import Options
from channels_socketio.plain_consumer import PlainConsumer
from channels_socketio.polling import HttpApplication


class SocketIO:
    """Namespaces by name, or by a compiled pattern of names, and `Options`' fields as keywords.

    `websocket`, `plain` and `http` are ASGI applications; `websocket_urlpatterns` (`path` and
    `plain_path`) and `http_urlpatterns` route to them. `worker` names this process in sids:
    letters, digits, `_` and `-`, unique among the processes; by default random.
    """

    def __init__(
        self,
        namespaces: Declared,
        *,
        worker: str | None = None,
        **options: Any,
    ) -> None:
        if worker is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", worker):
            raise ValueError("a worker's name is 1 to 40 letters, digits, _ and -")
        self.options = Options(**options)
        self.hub = Hub(self.options, worker=worker)
        self.emitter = Emitter(self.hub)
        register(self.emitter)
        self.namespaces = Namespaces(namespaces, emitter=self.emitter, options=self.options)
        self.hub.namespaces = self.namespaces
        self.websocket = WebSocketConsumer.as_asgi(sio=self)
        self.plain = PlainConsumer.as_asgi(sio=self)
        self.http = HttpApplication(self)
        folder = self.options.client_files
        self.client = None if folder is None else ClientFiles(folder, self.options)

    @property
    def websocket_urlpatterns(self) -> list[URLPattern]:
        """For Channels' URLRouter under `websocket`."""
        patterns = [re_path(f"{self._route}$", self.websocket)]
        if self.options.plain_path is not None:
            start = re.escape(self.options.plain_path.lstrip("/"))
            patterns.append(re_path(rf"^{start}(?P<namespace>[^,]*)\Z", self.plain))
        return patterns

    @property
    def http_urlpatterns(self) -> list[URLPattern]:
        """For Channels' URLRouter under `http`, before the one for everything else."""
        names = "|".join(re.escape(name) for name in NAMES)
        return [
            re_path(f"{self._route}$", self.http),  # type: ignore[arg-type]
            re_path(rf"{self._route}(?:{names})\Z", self.client or self.http),  # type: ignore[arg-type]
        ]

    @property
    def _route(self) -> str:
        return f"^{re.escape(self.options.path.lstrip('/'))}"

    def start(self) -> None:
        """Start the hub on the running loop, before the first socket would. Again is harmless."""
        self.hub.start()

    async def drain(self) -> None:
        """Take no new connection and no CONNECT from here on, and answer the polls that wait.

        Open WebSockets are left alone: the launcher closes them. No DISCONNECT is sent, so that
        clients come back."""
        self.hub.draining = True
        self.http.desk.drain()

    async def close(self, *, within: float = 5.0) -> None:
        """End what is open, run `on_disconnect` handlers for up to `within` s, leave the layer.

        Call it on the hub's loop, last. No DISCONNECT is sent.
        """
        await self.hub.close(within=within)
