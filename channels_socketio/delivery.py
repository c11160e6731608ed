"""What is done to this process's sockets: an event encoded once and written to each, and the
other operations of an envelope, whichever process it is from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from channels_socketio.audience import Audience
from channels_socketio.envelope import Envelope
from channels_socketio.events import EventModel, EventName, event_arguments
from channels_socketio.frames import joined, packet_frame
from channels_socketio.options import Options
from channels_socketio.packet import Encoded, PacketType, encode_data
from channels_socketio.recovery import Recovery
from channels_socketio.roster import Roster

Observer = Callable[[Envelope], None]
# What one frame may hold of several events, in characters: a reader who has no room for a frame
# has room for none of it.
SHARE = 65_536


class Delivery:
    """Used on the hub's loop."""

    def __init__(self, options: Options, roster: Roster, offsets: Recovery) -> None:
        self._options = options
        self._offsets = offsets
        self._roster = roster
        self._observers: list[Observer] = []

    def deliver(
        self, event: EventName | EventModel, *args: Any, audience: Audience, volatile: bool = False
    ) -> None:
        """See Hub.deliver."""
        limit = self._options.max_attachments
        encoded = encode_data(event_arguments(event, args), max_attachments=limit)
        self._write(audience, encoded, volatile=volatile, offset=self._offsets.new_offset())

    def observe(self, observer: Observer) -> None:
        """See Hub.observe."""
        self._observers.append(observer)

    def apply(self, envelopes: Iterable[Envelope]) -> None:
        """Do what envelopes say to this process's sockets, in their order.

        Events for the same sockets that come one behind the other leave as one frame, so that
        what a delivery costs is paid once for all of them.
        """
        for together, run in groupby(envelopes, key=self._destination):
            if together is None:
                for envelope in run:
                    self._apply(envelope)
                continue
            for share in _shares(run):
                self._emit(Audience(*together), share)

    def _destination(self, envelope: Envelope) -> tuple[Any, ...] | None:
        """For whom an event is that may share a frame; None for any other envelope. What may be
        asked for again has to stand by itself."""
        if envelope.op != "emit" or envelope.volatile or self._offsets.on:
            return None
        return envelope.namespace, envelope.to, envelope.skip

    def _emit(self, audience: Audience, envelopes: Sequence[Envelope]) -> None:
        sockets = self._roster.find(audience, away=True)
        if sockets:
            frame = joined([
                packet_frame(
                    PacketType.EVENT, Encoded(each.body, each.attachments),
                    namespace=audience.namespace,
                )
                for each in envelopes
            ])  # fmt: skip
            for socket in sockets:
                socket.deliver(frame)
        self._observe(envelopes)

    def _observe(self, envelopes: Sequence[Envelope]) -> None:
        for observe in self._observers:
            for envelope in envelopes:
                observe(envelope)

    def _apply(self, envelope: Envelope) -> None:
        audience = Audience(envelope.namespace, envelope.to, envelope.skip)
        if envelope.op == "emit":
            encoded = Encoded(envelope.body, envelope.attachments)
            offset = self._offsets.offset_of(envelope)
            self._write(audience, encoded, volatile=envelope.volatile, offset=offset)
            self._observe([envelope])
            return
        for socket in self._roster.find(audience, away=True):
            if envelope.op == "enter":
                self._roster.enter_now(socket, envelope.rooms)
            elif envelope.op == "evict":
                self._roster.leave(socket, envelope.rooms)
            else:
                socket.connection.kick(socket, close=envelope.close)

    def _write(
        self, audience: Audience, encoded: Encoded, *, volatile: bool, offset: str | None
    ) -> None:
        sockets = self._roster.find(audience, away=True)
        if sockets:
            name, offset = audience.namespace, None if volatile else offset
            frame = packet_frame(PacketType.EVENT, encoded, namespace=name, offset=offset)
            for socket in sockets:
                if not volatile or socket.writable:
                    socket.deliver(frame)


def _shares(envelopes: Iterable[Envelope]) -> Iterator[list[Envelope]]:
    share: list[Envelope] = []
    size = 0
    for envelope in envelopes:
        more = len(envelope.body) + sum(map(len, envelope.attachments))
        if share and size + more > SHARE:
            yield share
            share, size = [], 0
        share.append(envelope)
        size += more
    if share:
        yield share
