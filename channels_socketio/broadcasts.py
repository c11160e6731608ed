"""Events for many sockets: those of one turn are joined, and then given to each socket as one.

To go through thousands of sockets costs more than to join what they are sent: of so many, no object
is in the processor's cache. So an event for many is held until the turn's writes are due, with
those for the same rooms that come meanwhile, whomever each of them skips. Nothing overtakes it:
before a socket is given something else it is given what is held for it (`settle_for`), and before
it changes who is in a room, or where the frames of a socket go, everyone is (`change`).
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from channels_socketio.audience import Audience
from channels_socketio.batch import Batch, frame_of
from channels_socketio.envelope import Envelope
from channels_socketio.joining import MOST_BYTES, Joiner
from channels_socketio.multicast import Multicast
from channels_socketio.roster import Roster

if TYPE_CHECKING:
    from channels_socketio.frames import Frame
    from channels_socketio.socket import Socket

# An event for more sockets is held.
MANY = 256
# How many audiences are remembered: of each, a socket may have some bytes that were not told of.
KEPT = 8
# Of how many it is known that they were said something since who is there last changed.
MET = 64


class Broadcasts:
    """Used on the hub's loop."""

    def __init__(self, roster: Roster, joiner: Callable[[], Joiner]) -> None:
        self._roster = roster
        self._joiner = joiner
        self._held: Batch | None = None
        self._multicasts: dict[Audience, Multicast] = {}
        self._met: set[Audience] = set()

    def clear(self) -> None:
        """Forget everything: the sockets are gone."""
        self._held = None
        self._multicasts.clear()
        self._met.clear()

    def emit(self, audience: Audience, envelopes: Sequence[Envelope]) -> None:
        """Send events to those of `audience` whom each of them does not skip."""
        count = self._roster.count(audience)
        if count > MANY:
            self._hold(audience, envelopes)
        elif count and len(envelopes) == 1:  # as nearly always: a batch would be half of it
            self.settle()
            self._give_one(audience, envelopes[0])
        elif count:
            self.settle()
            batch = Batch(audience)
            batch.add(envelopes)
            self._give(batch)

    def _hold(self, audience: Audience, envelopes: Sequence[Envelope]) -> None:
        if self._held is not None and self._held.audience != audience:
            self._make_way(self._held.audience, audience)
        batch = self._held = self._held or Batch(audience)
        batch.add(envelopes)
        if batch.size > MOST_BYTES:
            self.settle()
        else:
            self._joiner().hold(self._leave)

    def _make_way(self, held: Audience, other: Audience) -> None:
        """Another audience is said something. What is held leaves; or it waits in each socket, if
        some are likely to be sent more that could be joined to it."""
        if self._joiner().pays or self._roster.may_share(held, other):
            self.settle()
        else:
            self._leave()

    def settle(self) -> None:
        """Give what is held to its sockets, where it waits for the turn's end."""
        batch, self._held = self._held, None
        if batch is not None:
            self._joiner().joined((len(batch) - 1) * self._give(batch))

    def settle_for(self, socket: "Socket") -> None:
        """The same for one of them, who is given something else now."""
        batch = self._held
        if batch is not None and batch.audience.namespace == socket.namespace.name:
            for frame in batch.take(socket, self._roster.registry(socket.namespace.name)):
                socket.deliver(frame)

    def change(self) -> None:
        """Settle, and forget who is reached how."""
        self.settle()
        self._met.clear()
        while self._multicasts:
            self._multicasts.popitem()[1].end()

    def _give_one(self, audience: Audience, envelope: Envelope) -> None:
        frame = frame_of(envelope)
        sockets = self._roster.registry(audience.namespace).find(audience.to, envelope.skip)
        for socket in sockets:
            socket.deliver(frame)

    def _give(self, batch: Batch) -> int:
        """Give each socket what it is to get; to how many all was given."""
        registry = self._roster.registry(batch.audience.namespace)
        apart, sockets = batch.apart(registry), registry.find(batch.audience.to)
        sockets.difference_update(apart)
        for frame in batch.joined():
            for socket in sockets:
                socket.deliver(frame)
        _give_apart(apart)
        return len(sockets)

    def _leave(self) -> None:
        """Write what is held, after what was given to its sockets before; or give it to them, if
        it can be joined to that, or nobody knows yet how they are reached."""
        batch = self._held
        if batch is None:
            return
        if len(self._joiner().waiting) > MANY or not self._known(batch.audience):
            self.settle()
        else:
            self._held = None
            self._write(batch)

    def _known(self, audience: Audience) -> bool:
        """Whether the audience was said something before: to find out how it is reached takes
        longer than to give it one event, and when many come and go that is all it is good for."""
        if audience in self._met:
            return True
        if len(self._met) >= MET:
            self._met.clear()
        self._met.add(audience)
        return False

    def _write(self, batch: Batch) -> None:
        joiner, count = self._joiner(), 0
        apart = batch.apart(self._roster.registry(batch.audience.namespace))
        for frame in batch.joined():
            joiner.write_all()
            # Each time anew: who is closed because of what waits for it changes the audience.
            count = self._multicast(batch.audience).send(frame, apart)
        _give_apart(apart)
        joiner.joined((len(batch) - 1) * count, count)

    def _multicast(self, audience: Audience) -> Multicast:
        found = self._multicasts.get(audience)
        if found is None:
            sockets = self._roster.registry(audience.namespace).find(audience.to)
            found = self._multicasts[audience] = Multicast(sockets, self._joiner())
            if len(self._multicasts) > KEPT:
                self._multicasts.pop(next(iter(self._multicasts))).end()
        return found


def _give_apart(apart: "dict[Socket, list[Frame]]") -> None:
    for socket, frames in apart.items():
        for frame in frames:
            socket.deliver(frame)
