"""Events for the same rooms, one behind the other, on their way to this process's sockets."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from channels_socketio.audience import Audience
from channels_socketio.envelope import Envelope
from channels_socketio.frames import Frame, Several, packet_frame
from channels_socketio.joining import MOST_BYTES
from channels_socketio.packet import Encoded, PacketType
from channels_socketio.registry import Registry

if TYPE_CHECKING:
    from channels_socketio.socket import Socket


class Batch:
    """Nearly everyone gets all of them, as few frames; who is skipped by one, or was given some
    already, gets what is left one by one. `registry` is always that of the audience's namespace."""

    __slots__ = ("_frames", "_given", "_skips", "audience", "size")

    def __init__(self, audience: Audience) -> None:
        """`audience` skips nobody: each event says whom it does."""
        self.audience = audience
        self.size = 0
        self._frames: list[Frame] = []
        self._skips: list[tuple[str, ...]] = []
        # How many of them somebody was given already.
        self._given: dict[Socket, int] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, envelopes: Iterable[Envelope]) -> None:
        """Events that follow."""
        for envelope in envelopes:
            frame = frame_of(envelope)
            self._frames.append(frame)
            self._skips.append(envelope.skip)
            self.size += frame.size

    def joined(self) -> Iterator[Frame]:
        """All of them, as few frames."""
        return joined(self._frames)

    def apart(self, registry: Registry) -> "dict[Socket, list[Frame]]":
        """Those of the audience who do not get all of them now, and what each does get."""
        past = {socket: set(range(count)) for socket, count in self._given.items()}
        for number, skip in enumerate(self._skips):
            for socket in registry.find(skip) if skip else ():
                if registry.meant(socket, self.audience.to):
                    past.setdefault(socket, set()).add(number)
        return {
            socket: [frame for n, frame in enumerate(self._frames) if n not in numbers]
            for socket, numbers in past.items()
        }

    def take(self, socket: "Socket", registry: Registry) -> list[Frame]:
        """What of them one socket was not given yet; it counts as given from here on."""
        if not registry.meant(socket, self.audience.to):
            return []
        start, self._given[socket] = self._given.get(socket, 0), len(self)
        left = zip(self._frames[start:], self._skips[start:], strict=True)
        return [frame for frame, skip in left if not registry.meant(socket, skip)]


def frame_of(envelope: Envelope) -> Frame:
    """An event as each of its sockets is sent it."""
    encoded = Encoded(envelope.body, envelope.attachments)
    return packet_frame(PacketType.EVENT, encoded, namespace=envelope.namespace)


def joined(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Several as one each, not longer by more than one than what is written at once."""
    waiting: list[Frame] = []
    size = 0
    for frame in frames:
        waiting.append(frame)
        size += frame.size
        if size > MOST_BYTES:
            yield _one(waiting)
            waiting, size = [], 0
    if waiting:
        yield _one(waiting)


def _one(frames: Sequence[Frame]) -> Frame:
    return frames[0] if len(frames) == 1 else Several(frames)
