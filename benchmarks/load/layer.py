"""The event layer with one event, under the real launcher: who says something, says it to a room.

python -m benchmarks.load.layer PORT [asgi]     # `asgi`: without the launcher's writer
"""

import os
import sys
from typing import Any


def make_server() -> Any:
    """What benchmarks/load/peer.js does."""
    from channels_socketio import Namespace, Socket, SocketIO, on

    class Rooms(Namespace):
        async def on_connect(self, socket: Socket, auth: Any) -> None:
            socket.data["room"] = room = str(auth["room"])
            await socket.enter(room, *(f"more-{n}" for n in range(auth.get("more", 0))))

        @on("say")
        async def say(self, socket: Socket, data: Any) -> None:
            await self.emit("say", data, to=socket.data["room"])

    # As much as it takes: a client is to be the whole room's voice.
    return SocketIO(
        {"/": Rooms()}, ping_interval=300_000, inbound_rate=10**6, inbound_burst=10**6,
        worker=os.environ.get("HEARTH_WORKER"),
    )  # fmt: skip


sio: Any = None
application: Any = None


def main(arguments: list[str]) -> int:
    """Serve at a port."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
    import django
    from django.conf import settings

    from project.launcher.addresses import Address
    from project.launcher.worker import work

    port = int(arguments[0])
    settings.ASGI_APPLICATION = "benchmarks.load.layer.application"
    os.environ["HEARTH_WORKER"] = f"w{port}"
    django.setup()
    # This program is the module that the launcher imports the application from.
    sys.modules["benchmarks.load.layer"] = sys.modules["__main__"]
    module: Any = sys.modules["__main__"]
    module.sio = make_server()

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if "asgi" in arguments:
            scope = {**scope, "extensions": {}}
        await module.sio.websocket(scope, receive, send)

    module.application = serve
    return work(Address(f"w{port}", host="127.0.0.1", port=port), on_listening=lambda: None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
