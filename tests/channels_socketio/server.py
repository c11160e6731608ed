"""A small Socket.IO server on Daphne, for tests that need a real one.

`python -m tests.channels_socketio.server PORT WORKER [REDIS_URL] [direct] [OPTIONS]`: `direct`
gives WebSockets the writer that Hearth's launcher gives them, OPTIONS are those of SocketIO in
JSON. SIGTERM closes the server first, as a launcher must.
"""

import asyncio
import json
import sys
from typing import Any

from daphne.server import Server
from django.conf import settings

LAYERS: dict[str, dict[str, Any]] = {
    "memory": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}},
    "redis": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"},
}


def configure(redis_url: str | None) -> None:
    """Settings of a project that uses nothing but the package."""
    layer = dict(LAYERS["redis" if redis_url else "memory"])
    if redis_url:
        layer["CONFIG"] = {"hosts": [{"address": redis_url, "socket_timeout": None}]}
    settings.configure(CHANNEL_LAYERS={"default": layer})


def main() -> None:
    """Serve until SIGTERM."""
    port, worker, *rest = sys.argv[1:]
    configure(next((arg for arg in rest if arg.startswith("redis:")), None))
    from channels.routing import ProtocolTypeRouter, URLRouter
    from django.urls import re_path
    from twisted.internet.defer import Deferred

    from channels_socketio import DaphneWriter
    from tests.channels_socketio.namespaces import build

    given: dict[str, Any] = next((json.loads(arg) for arg in rest if arg.startswith("{")), {})
    times = {"ping_interval": 400, "ping_timeout": 2_000, "connect_timeout": 3_000}
    sio = build(worker, **{**times, **given})

    async def emit(scope: dict[str, Any], receive: Any, send: Any) -> None:
        sio.start()
        text = scope["query_string"].decode()
        await asyncio.to_thread(sio.emitter.emit, "news", text)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"emitted"})

    async def state(scope: dict[str, Any], receive: Any, send: Any) -> None:
        """What the process holds, besides this request."""
        hub = sio.hub
        sio.start()
        held = {
            "connections": len(hub.connections),
            "sockets": len(list(hub.sockets())),
            "rooms": len(hub.rooms()),
            "pending": hub.connections.pending,
            "tasks": len(asyncio.all_tasks()),
        }
        body = json.dumps(held).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async def polls(scope: dict[str, Any], receive: Any, send: Any) -> None:
        """The engine sids of the polls that wait."""
        waiting = [
            connection.session.sid
            for connection in sio.hub.connections
            if getattr(connection.transport, "waiting", False)
        ]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(waiting).encode()})

    class TestServer(Server):  # type: ignore[misc]
        def listen_success(self, port: Any) -> None:
            # Daphne gives a client 1 s to answer that it is closed, floods and all.
            self.ws_factory.setProtocolOptions(closeHandshakeTimeout=5)
            super().listen_success(port)

        def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
            if scope["type"] == "websocket" and "direct" in rest:
                scope["extensions"] = {"websocket.writer": DaphneWriter(protocol)}
            return super().create_application(protocol, scope)

        def kill_all_applications(self) -> Any:
            """Before the reactor ends: Daphne's own way calls nobody's disconnect."""
            return Deferred.fromFuture(asyncio.ensure_future(sio.close()))

    own: dict[str, Any] = {"^emit$": emit, "^state$": state, "^polls$": polls}
    http: Any = [*sio.http_urlpatterns, *(re_path(path, view) for path, view in own.items())]
    application = ProtocolTypeRouter(
        {"websocket": URLRouter(sio.websocket_urlpatterns), "http": URLRouter(http)}
    )
    endpoint = f"tcp:{port}:interface=127.0.0.1"
    TestServer(application, endpoints=[endpoint], websocket_timeout=-1, verbosity=0).run()
    everything: Any = sio.namespaces["/"]
    print(*(reason for _, reason in everything.gone), sep=",")


if __name__ == "__main__":
    main()
