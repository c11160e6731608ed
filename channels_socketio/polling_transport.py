"""Long-polling as a transport: what waits for the next GET. PROTOCOL "GET"."""

import asyncio
from collections import deque
from collections.abc import Callable

from channels_socketio.engine import Told, untold
from channels_socketio.engine_packet import EnginePacket, PacketType, decode, encode_part
from channels_socketio.frames import PACKET_BYTES, Frame
from channels_socketio.options import Options

NOOP = encode_part(EnginePacket(PacketType.NOOP))
CLOSE = encode_part(EnginePacket(PacketType.CLOSE))


class PollingTransport:
    """Packets in order, encoded, and at most one poll that waits for them.

    What was sent in one turn of the loop leaves in one payload. `on_close` is called when the
    engine closes it, and says through `end` what the last poll is told.
    """

    name = "polling"

    def __init__(self, options: Options) -> None:
        self.on_close: Callable[[], None] = lambda: None
        self.told: Told = untold
        # A POST is being read or taken.
        self.posting = False
        self.closed = False
        self._most_packets = options.poll_packets
        self._most_bytes = options.max_http_buffer_size
        self._packets: deque[bytes] = deque()
        self._bytes = 0
        self._last: bytes | None = None
        self._waiter: asyncio.Future[None] | None = None

    # -- For the engine ---------------------------------------------------------------------------

    def send(self, frame: Frame) -> None:
        """See Transport."""
        if not self.closed:
            self._packets.extend(frame.payload)
            self._bytes += sum(map(_weight, frame.payload))
            self.release()
            self.told(frame.size, self._bytes)

    def close(self) -> None:
        """See Transport."""
        if not self.closed:
            self.closed = True
            self.on_close()
            self.release()

    def buffered(self) -> int:
        """See Transport."""
        return self._bytes

    def writable(self) -> bool:
        """See Transport: whether a GET waits, and has room."""
        return self.waiting and len(self._packets) < self._most_packets

    # -- For the desk -----------------------------------------------------------------------------

    @property
    def waiting(self) -> bool:
        """Whether a GET waits."""
        return self._waiter is not None

    @property
    def empty(self) -> bool:
        """Whether everything was fetched."""
        return not self._packets and self._last is None

    def end(self, last: bytes, *, keep: bool) -> None:
        """The last packet of all. What waits before it is kept, or dropped."""
        self._last = last
        if not keep:
            self._clear()

    async def poll(self) -> list[bytes]:
        """The packets of the next payload, of which there is at least one; waits for it."""
        if self.empty:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self.take()

    def take(self) -> list[bytes]:
        """As many packets as one payload may hold; a NOOP where there are none."""
        taken: list[bytes] = []
        size = 0
        while self._packets and len(taken) < self._most_packets:
            size += len(self._packets[0])
            if taken and size > self._most_bytes:
                break
            taken.append(self._packets.popleft())
            self._bytes -= _weight(taken[-1])
        if self._last is not None and not self._packets and len(taken) < self._most_packets:
            taken.append(self._last)
            self._last = None
        return taken or [NOOP]

    # -- For the upgrade --------------------------------------------------------------------------

    def release(self) -> None:
        """Let a GET that waits go, with what there is."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def hand_over(self) -> list[EnginePacket]:
        """What nobody has fetched, taken away from here."""
        packets = [decode(part.decode()) for part in self._packets]
        self._clear()
        return packets

    def _clear(self) -> None:
        self._packets.clear()
        self._bytes = 0


def _weight(part: bytes) -> int:
    return len(part) + PACKET_BYTES
