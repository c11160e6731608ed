"""Events for many sockets: those of one turn are joined, and then given to each socket as one.

To go through thousands of sockets costs more than to join what they are sent: of so many, no object
is in the processor's cache. So an event for many is held until the turn's writes are due, with
those for the same rooms that come meanwhile, whomever each of them skips. Nothing overtakes it:
before a socket is given something else it is given what is held for it (`settle_for`), and before
it changes who is in a room, or where the frames of a socket go, everyone is (`settle`).
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from channels_socketio.audience import Audience
from channels_socketio.batch import Batch
from channels_socketio.envelope import Envelope
from channels_socketio.joining import MOST_BYTES, Joiner
from channels_socketio.roster import Roster

if TYPE_CHECKING:
    from channels_socketio.socket import Socket

# An event for more sockets is held.
MANY = 256


class Broadcasts:
    """Used on the hub's loop."""

    def __init__(self, roster: Roster, joiner: Callable[[], Joiner]) -> None:
        self._roster = roster
        self._joiner = joiner
        self._held: Batch | None = None

    def clear(self) -> None:
        """Forget everything: the sockets are gone."""
        self._held = None

    def emit(self, audience: Audience, envelopes: Iterable[Envelope]) -> None:
        """Send events to those of `audience` whom each of them does not skip."""
        count = self._roster.count(audience)
        if count > MANY:
            self._hold(audience, envelopes)
        elif count:
            self.settle()
            batch = Batch(audience)
            batch.add(envelopes)
            self._give(batch)

    def _hold(self, audience: Audience, envelopes: Iterable[Envelope]) -> None:
        if self._held is not None and self._held.audience != audience:
            self.settle()
        batch = self._held = self._held or Batch(audience)
        batch.add(envelopes)
        if batch.size > MOST_BYTES:
            self.settle()
        else:
            self._joiner().hold(self._leave)

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

    def _give(self, batch: Batch, then: Callable[[], None] | None = None) -> int:
        """Give each socket what it is to get, and do `then` after so many; to how many all of it
        was given."""
        registry = self._roster.registry(batch.audience.namespace)
        apart, sockets = batch.apart(registry), registry.find(batch.audience.to)
        sockets.difference_update(apart)
        rest, frames = iter(sockets), list(batch.joined())
        while part := list(islice(rest, MANY)):
            for frame in frames:
                for socket in part:
                    socket.deliver(frame)
            if then is not None:
                then()
        for socket, each in apart.items():
            for frame in each:
                socket.deliver(frame)
        return len(sockets)

    def _leave(self) -> None:
        """Write what is held, after what was given to its sockets before: to so many at a time,
        while they are in the processor's cache."""
        batch, self._held = self._held, None
        if batch is not None:
            count = self._give(batch, self._joiner().write_all)
            self._joiner().joined((len(batch) - 1) * count)
