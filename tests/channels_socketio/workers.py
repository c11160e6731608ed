"""Several servers that know of each other, in one process or over Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from channels_socketio import SocketIO


@asynccontextmanager
async def acquainted(*servers: SocketIO) -> AsyncIterator[None]:
    """Start servers, and wait until each has heard of every other; close them at the end."""
    for server in servers:
        server.start()
    async with asyncio.timeout(10):
        for server in servers:
            for other in servers:
                while other is not server and not await server.hub.peers.knows(other.hub.worker):
                    await asyncio.sleep(0.01)
    yield
    for server in servers:
        await server.close()


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Return when `condition()` is true; TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
