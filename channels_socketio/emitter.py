"""Emit, enter, evict, disconnect: from any thread of any process."""

import threading
import time
from collections.abc import Iterable
from typing import Any

from channels_socketio.envelope import Envelope, Operation, group_name, worker_group, worker_of
from channels_socketio.hub import Hub, to_rooms
from channels_socketio.namespace import EventModel, EventName
from channels_socketio.outside import OutsidePublisher
from channels_socketio.packet import encode_data
from channels_socketio.socket import event_arguments

# How long what is emitted to a room also goes to the groups of those who were just put in it.
ENTER_SECONDS = 5.0


class Emitter:
    """Synchronous and thread-safe; returns at once.

    In the hub's process it goes through the hub's loop; elsewhere it is published by a thread of
    its own. A failure of the layer is logged and never raised; what cannot be encoded raises
    PacketError. Calls of one thread take effect in their order.

    A process that joins a room's group only because of an `enter` would miss what is emitted to
    the room right behind it. So for a few seconds that goes to the group of the `enter`, too; a
    hub that gets it twice takes it once.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._outside = OutsidePublisher(hub.options)
        self._lock = threading.Lock()
        self._entered: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}

    def emit(
        self,
        event: EventName | EventModel,
        *args: Any,
        to: str | Iterable[str] | None = None,
        skip_sid: str | Iterable[str] | None = None,
        namespace: str = "/",
    ) -> None:
        """Send an event to everyone in the namespace, or to each socket in any of the rooms `to`.

        A sid is a room. `skip_sid` names sockets to leave out. An empty `to` is nobody.
        """
        limit = self.hub.options.max_attachments
        body, attachments = encode_data(event_arguments(event, args), max_attachments=limit)
        skip = () if skip_sid is None else to_rooms(skip_sid)
        self._send("emit", to, namespace, body=body, attachments=attachments, skip=skip)

    def enter(
        self, *, to: str | Iterable[str], rooms: str | Iterable[str], namespace: str = "/"
    ) -> None:
        """The sockets that are in `to` enter `rooms`, in every process."""
        targets, names = to_rooms(to), to_rooms(rooms)
        self._send("enter", targets, namespace, rooms=names)
        groups = tuple(self._groups(targets, namespace))
        now = time.monotonic()
        with self._lock:
            self._entered = {k: v for k, v in self._entered.items() if v[0] > now}
            for name in names:
                known = self._entered.get((namespace, name), (0.0, ()))[1]
                merged = tuple(dict.fromkeys(known + groups))
                self._entered[namespace, name] = (now + ENTER_SECONDS, merged)

    def evict(
        self, *, to: str | Iterable[str], rooms: str | Iterable[str], namespace: str = "/"
    ) -> None:
        """The sockets that are in `to` leave `rooms`, in every process."""
        self._send("evict", to_rooms(to), namespace, rooms=to_rooms(rooms))

    def disconnect(
        self, *, to: str | Iterable[str], namespace: str = "/", close: bool = True
    ) -> None:
        """The sockets in `to` get a DISCONNECT; `close` ends their connections too.

        The official client does not come back after it.
        """
        self._send("disconnect", to_rooms(to), namespace, close=close)

    def flush(self, timeout: float = 5.0) -> bool:
        """In a process without a hub: wait until what was emitted has left; whether it has.

        It also happens when the interpreter ends, for up to two seconds.
        """
        return self._outside.flush(timeout)

    def _send(
        self,
        op: Operation,
        to: str | Iterable[str] | None,
        namespace: str,
        **fields: Any,
    ) -> None:
        rooms = None if to is None else to_rooms(to)
        if rooms == ():
            return
        envelope = Envelope(
            op=op,
            origin=self.hub.origin,
            number=self.hub.next_number(),
            namespace=namespace,
            to=rooms,
            **fields,
        )
        groups = self._groups(rooms, namespace)
        if not self.hub.submit(envelope, groups):
            self._outside.publish(envelope, groups)

    def _groups(self, rooms: tuple[str, ...] | None, namespace: str) -> list[str]:
        """The layer's groups in which someone concerned may be."""
        path = self.hub.options.path
        if rooms is None:
            return [group_name(path, namespace, None)]
        groups: dict[str, None] = {}
        now = time.monotonic()
        for room in rooms:
            worker = worker_of(room)
            home = worker_group(path, worker) if worker else group_name(path, namespace, room)
            groups[home] = None
            until, more = self._entered.get((namespace, room), (0.0, ()))
            if until > now:
                groups.update(dict.fromkeys(more))
        return list(groups)
