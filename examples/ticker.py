"""Live prices, pushed from another process over Redis. Nobody polls: the transport neither.

REDIS_URL=redis://127.0.0.1:6379 python -m examples.ticker

It runs a management command beside itself, `python -m examples.ticker prices`.
"""

import os
import subprocess
import sys
from typing import Any

from django.core.management import call_command

from channels_socketio import Namespace, Socket, SocketIO, on
from examples.serving import OPTIONS, configure, page, serve

SHARES = {"ACME": 120_00, "HEARTH": 64_50, "INITECH": 18_20, "UMBRELLA": 75_00}


class Ticker(Namespace):
    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        await socket.emit("shares", list(SHARES))

    @on("watch")
    async def watch(self, socket: Socket, *shares: str) -> None:
        """A room for each share: its `price` comes whenever it changes, from now on."""
        await socket.leave(*socket.rooms)
        await socket.enter(*(share for share in shares if share in SHARES))


if __name__ == "__main__":
    address = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")
    redis = {"address": address, "socket_timeout": None}
    layer = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}
    layers = {"default": {**layer, "CONFIG": {"hosts": [redis]}}}
    configure(page("ticker.html"), CHANNEL_LAYERS=layers, INSTALLED_APPS=["examples"])
    if sys.argv[1:] == ["prices"]:
        call_command("prices")
    command = [sys.executable, "-m", "examples.ticker", "prices"]
    with subprocess.Popen(command, start_new_session=True) as prices:
        serve(SocketIO({"/": Ticker}, transports=("websocket",), **OPTIONS))
        prices.terminate()
