"""What a socket was sent lately, by offset. PROTOCOL "Connection state recovery"."""

from collections import deque
from collections.abc import Sequence

from channels_socketio.frames import Frame


class History:
    """Frames that have an offset, in the order they were sent; the oldest go over `packets` or
    `bytes`. `start` is the offset before the first of all, where that is known."""

    __slots__ = ("_bytes", "_floor", "_frames", "_most_bytes", "_most_packets")

    def __init__(self, *, packets: int, size: int, start: str | None = None) -> None:
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._floor = start
        self._most_packets = packets
        self._most_bytes = size

    def add(self, frame: Frame) -> None:
        """Keep a frame. One without an offset is not asked for again, and not kept."""
        if frame.offset is None:
            return
        self._frames.append(frame)
        self._bytes += frame.size
        while len(self._frames) > self._most_packets or self._bytes > self._most_bytes:
            oldest = self._frames.popleft()
            self._bytes -= oldest.size
            self._floor = oldest.offset

    def knows(self, offset: str) -> bool:
        """Whether all that came after `offset` is here."""
        return offset == self._floor or any(frame.offset == offset for frame in self._frames)

    def after(self, offset: str) -> Sequence[Frame]:
        """What came after an offset that is known."""
        frames = list(self._frames)
        offsets = [frame.offset for frame in frames]
        return frames[offsets.index(offset) + 1 :] if offset in offsets else frames
