"""What is said to sockets from any thread of any process: emit, join, leave, disconnect."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from channels_socketio.audience import Audience, Rooms, to_rooms
from channels_socketio.calls import Calls
from channels_socketio.envelope import Envelope, Operation, group_name, worker_group, worker_of
from channels_socketio.errors import NoSharedLayer
from channels_socketio.events import EventModel, EventName, event_arguments
from channels_socketio.fetching import FetchedSockets, Fetching
from channels_socketio.hub import Hub
from channels_socketio.outside import OutsidePublisher
from channels_socketio.packet import Encoded, encode_data
from channels_socketio.server_events import ServerEvents
from channels_socketio.submissions import Sending

# How long what is emitted to a room also goes to the groups of those who were just put in it.
JOIN_SECONDS = 5.0


class Emitter:
    """Synchronous and thread-safe; returns at once.

    In the hub's process it goes through the hub's loop; elsewhere it is published by a thread of
    its own, and raises NoSharedLayer where the layer does not leave the process. A failure of the
    layer is logged and never raised; what cannot be encoded raises PacketError. Calls of one thread
    take effect in their order.

    Whom it is for: each socket of `namespace` in any of the rooms `to`, or all for None, without
    those that `skip_sid` names and those in `skip_rooms`. A sid is a room. An empty `to` is nobody.

    A process that joins a room's group only because of a `sockets_join` would miss what is
    emitted to the room right behind it. So for a few seconds that goes to the group of the
    `sockets_join`, too; a hub that gets it twice takes it once.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._outside = OutsidePublisher(hub.options)
        self._lock = threading.Lock()
        self._calls = Calls(hub)
        self._fetching = Fetching(hub)
        self._server_events = ServerEvents(hub)
        self._held = threading.local()
        self._joined: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}

    def emit(
        self,
        event: EventName | EventModel,
        *args: Any,
        to: Rooms | None = None,
        skip_sid: Rooms | None = None,
        skip_rooms: Rooms | None = None,
        volatile: bool = False,
        namespace: str = "/",
    ) -> None:
        """Send an event. One that is `volatile` is dropped for each client whose transport cannot
        be written at that moment."""
        body, attachments = self._encode(event, args)
        audience = Audience.of(to, namespace=namespace, skip_sid=skip_sid, skip_rooms=skip_rooms)
        self._send("emit", audience, body=body, attachments=attachments, volatile=volatile)

    def sockets_join(self, *, to: Rooms | None, rooms: Rooms, namespace: str = "/") -> None:
        """The sockets in `to` enter `rooms`, in every process."""
        audience, names = Audience.of(to, namespace=namespace), to_rooms(rooms)
        self._send("enter", audience, rooms=names)
        groups = tuple(self._groups(audience))
        now = time.monotonic()
        with self._lock:
            self._joined = {k: v for k, v in self._joined.items() if v[0] > now}
            for name in names:
                known = self._joined.get((namespace, name), (0.0, ()))[1]
                merged = tuple(dict.fromkeys(known + groups))
                self._joined[namespace, name] = (now + JOIN_SECONDS, merged)

    def sockets_leave(self, *, to: Rooms | None, rooms: Rooms, namespace: str = "/") -> None:
        """The sockets in `to` leave `rooms`, in every process."""
        self._send("evict", Audience.of(to, namespace=namespace), rooms=to_rooms(rooms))

    def disconnect_sockets(
        self, *, to: Rooms | None, namespace: str = "/", close: bool = True
    ) -> None:
        """The sockets in `to` get a DISCONNECT; `close` ends their connections too.

        The official client does not come back after it.
        """
        self._send("disconnect", Audience.of(to, namespace=namespace), close=close)

    def server_side_emit(
        self, event: EventName | EventModel, *args: Any, namespace: str = "/"
    ) -> None:
        """Send an event to every other worker: its `@on_server` handler in that namespace."""
        envelope, groups = self._server_events.envelope(namespace, self._encode(event, args))
        if not self.hub.submit(self.hub.publish, envelope, groups):
            self._publish(envelope, groups)

    # -- What is answered: async, in a process whose server runs ----------------------------------

    async def call(
        self,
        event: EventName | EventModel,
        *args: Any,
        to: Rooms | None = None,
        skip_sid: Rooms | None = None,
        skip_rooms: Rooms | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (the field's API)
        namespace: str = "/",
    ) -> dict[str, list[Any]]:
        """Send an event and wait for the acks of all who get it: their arguments, by sid.

        `timeout` is in seconds; without it, the server's `ack_timeout`. AckTimeout, with the
        answers that came, when the time is over, or as soon as those who have not answered are
        gone. NoServer outside a server's process.
        """
        audience = Audience.of(to, namespace=namespace, skip_sid=skip_sid, skip_rooms=skip_rooms)
        encoded, seconds = self._encode(event, args), self._seconds(timeout)
        if audience.nobody:
            return {}
        return await self.hub.on_loop(lambda: self._calls.call(audience, encoded, seconds=seconds))

    async def fetch_sockets(
        self,
        *,
        to: Rooms | None = None,
        skip_sid: Rooms | None = None,
        skip_rooms: Rooms | None = None,
        namespace: str = "/",
    ) -> FetchedSockets:
        """The sockets of every process that an emit would reach. `missing` of the answer are the
        workers that did not say within `peer_answer`. NoServer outside a server's process."""
        audience = Audience.of(to, namespace=namespace, skip_sid=skip_sid, skip_rooms=skip_rooms)
        return await self.hub.on_loop(lambda: self._fetching.fetch(audience))

    async def server_side_call(
        self,
        event: EventName | EventModel,
        *args: Any,
        timeout: float | None = None,  # noqa: ASYNC109  (the field's API)
        namespace: str = "/",
    ) -> dict[str, Any]:
        """`server_side_emit`, and what each other worker's handler returned, by worker.

        Workers where a pattern's namespace has no socket are left out. AckTimeout, with the
        answers that came, when a worker does not answer within `timeout` seconds (without it, the
        server's `ack_timeout`), has no handler, or its handler fails. NoServer outside a server.
        """
        encoded, seconds = self._encode(event, args), self._seconds(timeout)
        return await self.hub.on_loop(
            lambda: self._server_events.call(namespace, encoded, seconds=seconds)
        )

    def _seconds(self, timeout: float | None) -> float:
        return self.hub.options.ack_timeout / 1000 if timeout is None else timeout

    def _encode(self, event: EventName | EventModel, args: tuple[Any, ...]) -> Encoded:
        limit = self.hub.options.max_attachments
        return encode_data(event_arguments(event, args), max_attachments=limit)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread emits inside leaves at the end of it, at once: what goes to the same
        sockets is written to each in one piece."""
        if getattr(self._held, "sendings", None) is not None:
            yield  # within another, with which it leaves
            return
        sendings: list[Sending] = []
        self._held.sendings = sendings
        try:
            yield
        finally:
            self._held.sendings = None
            self._leave(sendings)

    # -- The way out ------------------------------------------------------------------------------

    def flush(self, timeout: float = 5.0) -> bool:
        """In a process without a hub: wait until what was emitted has left; whether it has.

        It also happens when the interpreter ends, for up to two seconds.
        """
        return self._outside.flush(timeout)

    def _send(self, op: Operation, audience: Audience, **fields: Any) -> None:
        if audience.nobody:
            return
        envelope = Envelope(
            op=op,
            origin=self.hub.origin,
            number=self.hub.next_number(),
            namespace=audience.namespace,
            to=audience.to,
            skip=audience.skip,
            **fields,
        )
        groups = self._groups(audience)
        held: list[Sending] | None = getattr(self._held, "sendings", None)
        if held is None:
            self._leave([(envelope, groups)])
        else:
            held.append((envelope, groups))

    def _leave(self, sendings: Sequence[Sending]) -> None:
        if sendings and not self.hub.send(sendings):
            for envelope, groups in sendings:
                self._publish(envelope, groups)

    def _publish(self, envelope: Envelope, groups: Sequence[str]) -> None:
        try:
            self._outside.publish(envelope, groups)
        except NoSharedLayer:
            # A server that was closed has nobody left to tell; a request may still be running.
            if not self.hub.served:
                raise

    def _groups(self, audience: Audience) -> list[str]:
        """The layer's groups in which someone concerned may be."""
        path, namespace = self.hub.options.path, audience.namespace
        if audience.to is None:
            return [group_name(path, namespace, None)]
        groups: dict[str, None] = {}
        now = time.monotonic()
        for room in audience.to:
            worker = worker_of(room)
            home = worker_group(path, worker) if worker else group_name(path, namespace, room)
            groups[home] = None
            if worker and self.hub.options.connection_state_recovery:
                # It may have come back on another worker.
                groups[group_name(path, namespace, room)] = None
            until, more = self._joined.get((namespace, room), (0.0, ()))
            if until > now:
                groups.update(dict.fromkeys(more))
        return list(groups)
