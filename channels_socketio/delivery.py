"""What is done to this process's sockets: an event encoded once and written to each, and the
other operations of an envelope, whichever process it is from."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from channels_socketio.audience import Audience
from channels_socketio.broadcasts import Broadcasts
from channels_socketio.envelope import Envelope
from channels_socketio.events import EventModel, EventName, event_arguments
from channels_socketio.frames import packet_frame
from channels_socketio.options import Options
from channels_socketio.packet import Encoded, PacketType, encode_data
from channels_socketio.recovery import Recovery
from channels_socketio.roster import Roster

Observer = Callable[[Envelope], None]


class Delivery:
    """Used on the hub's loop."""

    def __init__(
        self, options: Options, roster: Roster, offsets: Recovery, broadcasts: Broadcasts
    ) -> None:
        self._broadcasts = broadcasts
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
        self._broadcasts.settle()
        self._write(audience, encoded, volatile=volatile, offset=self._offsets.new_offset())

    def observe(self, observer: Observer) -> None:
        """See Hub.observe."""
        self._observers.append(observer)

    def apply(self, envelopes: Iterable[Envelope]) -> None:
        """Do what envelopes say to this process's sockets, in their order. Events for the same
        sockets, one behind the other, are given to each as one."""
        for audience, run in groupby(envelopes, key=self._shared):
            if audience is None:
                for envelope in run:
                    self._apply(envelope)
            else:
                same = list(run)
                self._broadcasts.emit(audience, same)
                self._observe(same)

    def _shared(self, envelope: Envelope) -> Audience | None:
        """Whom an event is for that may be joined to others; None for all else: those that can be
        asked for again one by one, or dropped."""
        if envelope.op != "emit" or envelope.volatile or self._offsets.on:
            return None
        return Audience(envelope.namespace, envelope.to)

    def _observe(self, envelopes: Iterable[Envelope]) -> None:
        for envelope in envelopes:
            for observe in self._observers:
                observe(envelope)

    def _apply(self, envelope: Envelope) -> None:
        audience = _audience(envelope)
        self._broadcasts.settle()
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
        if volatile:
            sockets = [socket for socket in sockets if socket.writable]
        if sockets:
            name, offset = audience.namespace, None if volatile else offset
            frame = packet_frame(PacketType.EVENT, encoded, namespace=name, offset=offset)
            for socket in sockets:
                socket.deliver(frame)


def _audience(envelope: Envelope) -> Audience:
    return Audience(envelope.namespace, envelope.to, envelope.skip)
