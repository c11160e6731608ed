"""From long-polling to WebSocket, without a lost, doubled or reordered packet. PROTOCOL "Upgrade".

The client probes, lets its last poll and POST end, and then says `5`. Until then everything goes
by polling; with the `5`, what no poll fetched goes first over the WebSocket. All of that is one
step of the loop, so that nothing can fall between.
"""

import asyncio
from typing import Any

from channels_socketio.connection import Connection
from channels_socketio.engine import Transport
from channels_socketio.engine_packet import EnginePacket, PacketType
from channels_socketio.frames import Frame
from channels_socketio.polling_transport import PollingTransport

PROBE = EnginePacket(PacketType.PONG, "probe")
# How often a poll that waits is released: at once, a client that has not seen the probe's answer
# yet would poll in a loop.
RELEASE_SECONDS = 0.1


class Gone(Exception):
    """The WebSocket's client went away."""


async def upgrade(connection: Connection, transport: Transport, receive: Any) -> bool:
    """Probe an accepted WebSocket, and move the engine to it. False when it must be closed, and
    the session stays where it is. Raises Gone."""
    engine = connection.engine
    polling = engine.transport
    if engine.candidate is not None or not isinstance(polling, PollingTransport):
        return False
    engine.candidate = transport
    try:
        async with asyncio.timeout(connection.options.upgrade_timeout / 1000):
            probed = await _probe(polling, transport, receive)
    except TimeoutError:
        probed = False
    finally:
        engine.candidate = None
    if not probed or engine.session.closed is not None:
        return False
    connection.switch(transport, polling.hand_over())
    polling.release()
    return True


async def until_gone(receive: Any) -> None:
    """Pass over what comes, until the client is gone: raises Gone."""
    while True:
        await _frame(receive)


async def _probe(polling: PollingTransport, transport: Transport, receive: Any) -> bool:
    if await _frame(receive) != "2probe":
        return False
    transport.send(Frame([PROBE]))
    releasing = asyncio.get_running_loop().create_task(_release(polling))
    try:
        return await _frame(receive) == "5"
    finally:
        releasing.cancel()


async def _release(polling: PollingTransport) -> None:
    while True:
        polling.release()
        await asyncio.sleep(RELEASE_SECONDS)


async def _frame(receive: Any) -> str | None:
    message = await receive()
    if message["type"] != "websocket.receive":
        raise Gone
    text: str | None = message.get("text")
    return text
