"""Events that wait for their turn, as the text that they are.

Read, JSON takes up to thirty times its length: a client whose handler was slow made the process
grow by 129 MB with the 4 MB that may wait.
"""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from channels_socketio.decoder import decode_data
from channels_socketio.packet import Encoded, Packet, encode_data

if TYPE_CHECKING:
    from channels_socketio.socket import Socket

# Shorter ones wait as they are: as many as may wait take a few megabytes.
LONG_BYTES = 1_000


def job(
    socket: "Socket", packet: Packet, *, waits: bool
) -> Callable[[], Coroutine[Any, Any, None]]:
    """What handles an event of `socket`, when its turn comes. With `waits`, others are before it.

    Raises PacketError for a long one that waits and is nested deeper than JSON is written.
    """
    if not waits or packet.size <= LONG_BYTES:
        return partial(socket.handle, packet.data, packet.id)
    options = socket.connection.options
    packed = encode_data(packet.data, max_attachments=options.max_attachments)
    return partial(_unpack, socket, packed, packet.id)


async def _unpack(socket: "Socket", packed: Encoded, ack_id: int | None) -> None:
    await socket.handle(decode_data(packed), ack_id)
