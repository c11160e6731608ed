"""An audience that is written to as a whole, for as long as nothing changes about it."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from channels_socketio.direct import TELL_BYTES, DirectTransport
from channels_socketio.frames import Frame
from channels_socketio.joining import Joiner
from channels_socketio.writers import Group

if TYPE_CHECKING:
    from channels_socketio.socket import Socket

# So many are given a frame before it is written, while they are in the processor's cache.
PART = 256


class Multicast:
    """Those of some sockets whose frames go straight to a server's writer are written to in one
    call, without a look at any of them; the others are given each frame as ever.

    Made while, and valid until, it is said who is there and where their frames go. Nothing may wait
    in their transports when it sends.
    """

    def __init__(self, sockets: "Collection[Socket]", joiner: Joiner) -> None:
        self._joiner = joiner
        self._transports: list[DirectTransport] = []
        self._others: list[Socket] = []
        for socket in sockets:
            transport = None if joiner.group is None else _direct(socket)
            if transport is None:
                self._others.append(socket)
            else:
                self._transports.append(transport)
        self._group: Group | None = None
        if joiner.group is not None:
            self._group = joiner.group([transport.writer for transport in self._transports])
        self._places: dict[DirectTransport, int] = {}
        # What was written to each of them and not told of.
        self._size = 0

    def send(self, frame: Frame, apart: "Collection[Socket]") -> int:
        """Send a frame to all but those who are `apart`; how many they are."""
        if self._group is not None:
            self._write(self._group, frame, self._find(apart) if apart else ())
        for start in range(0, len(self._others), PART):
            for socket in self._others[start : start + PART]:
                if socket not in apart:
                    socket.deliver(frame)
            self._joiner.write_all()
        return len(self._transports) + len(self._others)

    def _find(self, apart: "Collection[Socket]") -> Sequence[int]:
        if not self._places:
            self._places = {transport: n for n, transport in enumerate(self._transports)}
        found = (self._places.get(_direct(socket)) for socket in apart)  # type: ignore[arg-type]
        return sorted(place for place in found if place is not None)

    def _write(self, group: Group, frame: Frame, without: Sequence[int]) -> None:
        self._size += frame.size
        for place in without:
            self._transports[place].size -= frame.size
        waiting = group.write(frame.wire, without)
        if waiting is not None or self._size > TELL_BYTES:
            self.end()
            for transport, left in zip(
                self._transports, waiting or [0] * len(self._transports), strict=True
            ):
                if left or transport.size > TELL_BYTES:
                    transport.tell(left)

    def end(self) -> None:
        """Leave what was not told of to each of them."""
        size, self._size = self._size, 0
        if size:
            for transport in self._transports:
                transport.size += size


def _direct(socket: "Socket") -> DirectTransport | None:
    """The transport that is all there is on a socket's way, if so."""
    way: Any = socket.deliver
    if getattr(way, "__func__", None) is not DirectTransport.send:
        return None
    transport: DirectTransport = way.__self__
    return transport
