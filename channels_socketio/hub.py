"""The hub: this process's sockets by room; encode once, write to each.

It owns the process's only channel on the layer. What this process emits reaches its own sockets
at once and the others through the layer, so that an outage of the layer is never felt locally.
"""

import asyncio
import contextlib
import itertools
import logging
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from channels.layers import get_channel_layer

from channels_socketio.background import supervise
from channels_socketio.envelope import Envelope, dump, group_name, peers_group, worker_group
from channels_socketio.errors import DisconnectReason
from channels_socketio.frames import packet_frame
from channels_socketio.layer import LayerLink
from channels_socketio.options import Options
from channels_socketio.packet import Encoded, PacketType, encode_data
from channels_socketio.peers import Peers
from channels_socketio.registry import Registry
from channels_socketio.requests import Requests
from channels_socketio.socket import event_arguments

if TYPE_CHECKING:
    from channels_socketio.connection import Connection
    from channels_socketio.namespace import EventModel, EventName
    from channels_socketio.socket import Socket

logger = logging.getLogger(__name__)
SEEN_ENVELOPES = 4_096


def to_rooms(rooms: str | Iterable[str]) -> tuple[str, ...]:
    """One room or several, as a tuple without repetition."""
    return (rooms,) if isinstance(rooms, str) else tuple(dict.fromkeys(rooms))


class Hub:
    """Used from one loop: the one of the first socket, or of `start`."""

    def __init__(self, options: Options, *, worker: str | None = None) -> None:
        self.options = options
        self._given_worker = worker
        self._names: tuple[int, str, str] = (0, "", "")
        self.draining = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.connections: set[Connection] = set()
        self._pending: dict[Connection, None] = {}
        self._registries: dict[str, Registry] = {}
        self._background: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._link: LayerLink | None = None
        self._thread = 0
        self._numbers = itertools.count()
        self.peers = Peers(options, self._say)
        self.requests = Requests(self)
        self._observers: list[Callable[[Envelope], None]] = []

    # -- Life -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Attach to the running loop and start the background tasks. Again is harmless.

        When the loop it was attached to is closed, it starts anew, without sockets.
        """
        loop = asyncio.get_running_loop()
        if self.loop is loop:
            return
        self._reset()
        self.loop = loop
        self._thread = threading.get_ident()
        layer = get_channel_layer(self.options.channel_layer)
        factories = list(self._background)
        if layer is None:
            self.peers.alone()
        else:
            home = worker_group(self.options.path, self.worker)
            self._link = LayerLink(
                layer, self.options, origin=self.origin, home=home, receive=self._receive
            )
            groups = [home, peers_group(self.options.path)]
            ready = partial(self._link.hold, groups)
            factories += [*self._link.tasks, lambda: self.peers.run(ready())]
        for factory in factories:
            self._spawn(factory)

    def _reset(self) -> None:
        self.draining = False
        self.connections = set()
        self._pending = {}
        self._registries = {}
        self._tasks = set()
        self._link = None
        self.peers.reset()

    def add_background(self, factory: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `factory()` for as long as the hub does; started again, with a log line, when it
        fails. Starts with the hub."""
        self._background.append(factory)
        if self.loop is not None and not self.loop.is_closed():
            self._spawn(factory)

    def _spawn(self, factory: Callable[[], Coroutine[Any, Any, None]]) -> None:
        assert self.loop is not None
        task = self.loop.create_task(supervise(factory))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, *, within: float = 5.0) -> None:
        """End every connection, let `on_disconnect` handlers run, leave the layer."""
        if self.loop is None:
            return
        self.draining = True
        connections = list(self.connections)
        for connection in connections:
            connection.close(DisconnectReason.SHUTTING_DOWN)
        await asyncio.gather(*(c.finished(within) for c in connections))
        self._say("bye")
        await self.flush(within)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._link is not None:
            await self._link.close()
        self._reset()
        self.loop = None

    async def flush(self, within: float = 5.0) -> None:
        """Return when what was emitted has left for the layer, or after `within` seconds."""
        if self._link is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._link.publisher.drained.wait()

    def next_number(self) -> int:
        """A number no other envelope of this process has. From any thread."""
        return next(self._numbers)

    def _say(self, word: str) -> None:
        envelope = Envelope(
            op="word",
            origin=self.origin,
            number=self.next_number(),
            worker=self.worker,
            kind=word,
        )
        group = peers_group(self.options.path)
        self.publish(envelope, [group], keep=self.options.peer_interval)

    # -- Who is here ------------------------------------------------------------------------------

    def _identity(self) -> tuple[int, str, str]:
        # Made anew after a fork: workers that share a name would pass over each other.
        if self._names[0] != os.getpid():
            worker = self._given_worker or secrets.token_hex(6)
            self._names = (os.getpid(), worker, secrets.token_hex(12))
        return self._names

    @property
    def worker(self) -> str:
        """This process's name, which its sids start with."""
        return self._identity()[1]

    @property
    def origin(self) -> str:
        """What this process's envelopes are known by."""
        return self._identity()[2]

    def new_sid(self) -> str:
        """`<worker>.<random>`, with 160 random bits."""
        return f"{self.worker}.{secrets.token_urlsafe(20)}"

    def registry(self, namespace: str) -> Registry:
        """The sockets of a namespace."""
        return self._registries.setdefault(namespace, Registry())

    def sockets(self, namespace: str = "/") -> "Iterable[Socket]":
        """The sockets of this process, those included whose join is not answered yet."""
        return self.registry(namespace)

    def rooms(self, namespace: str = "/") -> "Mapping[str, set[Socket]]":
        """The rooms that a socket of this process is in, live and read-only."""
        return self.registry(namespace).rooms

    def opened(self, connection: "Connection") -> None:
        """A connection opened. Over `max_pending` without a CONNECT, the oldest is closed."""
        self.connections.add(connection)
        self._pending[connection] = None
        if len(self._pending) > self.options.max_pending:
            oldest = next(iter(self._pending))
            oldest.close(DisconnectReason.FLOOD)

    def introduced(self, connection: "Connection") -> None:
        """A connection sent a CONNECT: it is no longer pending."""
        self._pending.pop(connection, None)

    def closed(self, connection: "Connection") -> None:
        """A connection closed."""
        self.connections.discard(connection)
        self._pending.pop(connection, None)

    async def add(self, socket: "Socket") -> None:
        """Take a socket in; returns when this process hears the namespace's broadcasts."""
        self.registry(socket.namespace.name).add(socket)
        if self._link is not None:
            await self._link.hold([self._group(socket.namespace.name, None)])

    def remove(self, socket: "Socket") -> None:
        """Let a socket go, from all its rooms."""
        name = socket.namespace.name
        registry = self.registry(name)
        empty: list[str | None] = [*registry.remove(socket)]
        self._unwant(name, [*empty, *([] if len(registry) else [None])])

    async def enter(self, socket: "Socket", rooms: Sequence[str]) -> None:
        """See Socket.enter."""
        name = socket.namespace.name
        registry = self.registry(name)
        if socket not in registry:
            return
        for room in rooms:
            registry.enter(socket, room)
        if self._link is not None:
            await self._link.hold([self._group(name, room) for room in rooms])

    def leave(self, socket: "Socket", rooms: Iterable[str]) -> None:
        """See Socket.leave."""
        registry = self.registry(socket.namespace.name)
        emptied = [room for room in rooms if registry.leave(socket, room)]
        self._unwant(socket.namespace.name, emptied)

    def _unwant(self, namespace: str, rooms: Sequence[str | None]) -> None:
        if self._link is not None:
            for room in rooms:
                self._link.unwant(self._group(namespace, room))

    def _group(self, namespace: str, room: str | None) -> str:
        return group_name(self.options.path, namespace, room)

    # -- What is emitted --------------------------------------------------------------------------

    def deliver(
        self,
        event: "EventName | EventModel",
        *args: Any,
        to: str | Iterable[str] | None,
        skip_sid: str | Iterable[str] | None = None,
        namespace: str = "/",
    ) -> None:
        """Emit to sockets of this process alone. From the loop."""
        limit = self.options.max_attachments
        encoded = encode_data(event_arguments(event, args), max_attachments=limit)
        rooms = None if to is None else to_rooms(to)
        self._write(namespace, encoded, rooms, () if skip_sid is None else to_rooms(skip_sid))

    def _write(
        self,
        namespace: str,
        encoded: Encoded,
        to: tuple[str, ...] | None,
        skip: tuple[str, ...],
    ) -> None:
        sockets = self.registry(namespace).find(to, skip)
        if sockets:
            frame = packet_frame(PacketType.EVENT, encoded, namespace=namespace)
            for socket in sockets:
                socket.deliver(frame)

    def observe(self, observer: Callable[[Envelope], None]) -> None:
        """Call `observer` with each event that was emitted, here or elsewhere, after it went to
        this process's sockets. It is called on the loop and must be quick and not raise."""
        self._observers.append(observer)

    def send(self, envelope: Envelope, groups: Sequence[str]) -> None:
        """Apply an envelope of this process here and publish it. From the loop."""
        self.apply(envelope)
        self.publish(envelope, groups)

    def publish(
        self, envelope: Envelope, groups: Sequence[str], *, keep: int | None = None
    ) -> None:
        """Publish an envelope for other processes alone, from the loop. See Publisher.put."""
        if self._link is not None:
            self._link.publisher.put(groups, dump(envelope), keep=keep)

    def submit(self, envelope: Envelope, groups: Sequence[str]) -> bool:
        """`send` from any thread; false when no loop runs this hub (then nothing was done)."""
        loop = self.loop
        if loop is None or not loop.is_running():
            return False
        if threading.get_ident() == self._thread:
            self.send(envelope, groups)
            return True
        try:
            loop.call_soon_threadsafe(self.send, envelope, groups)
        except RuntimeError:
            return False
        return True

    def _receive(self, envelope: Envelope) -> None:
        """An envelope of another process, applied once whatever ways it took."""
        key = (envelope.origin, envelope.number)
        if key in self._seen:
            return
        self._seen[key] = None
        if len(self._seen) > SEEN_ENVELOPES:
            self._seen.popitem(last=False)
        if envelope.op == "word":
            self.peers.heard(envelope.worker, envelope.kind, envelope.origin)
        elif envelope.op == "ask":
            self.requests.asked(envelope)
        elif envelope.op == "answer":
            self.requests.answered(envelope)
        else:
            self.apply(envelope)

    def apply(self, envelope: Envelope) -> None:
        """Do what an envelope says to this process's sockets."""
        if envelope.op == "emit":
            encoded = Encoded(envelope.body, envelope.attachments)
            self._write(envelope.namespace, encoded, envelope.to, envelope.skip)
            for observe in self._observers:
                observe(envelope)
            return
        for socket in self.registry(envelope.namespace).find(envelope.to):
            if envelope.op == "enter":
                self._enter_now(socket, envelope.rooms)
            elif envelope.op == "evict":
                self.leave(socket, envelope.rooms)
            elif envelope.op == "disconnect":
                socket.connection.kick(socket, close=envelope.close)

    def _enter_now(self, socket: "Socket", rooms: Iterable[str]) -> None:
        for room in rooms:
            self.registry(socket.namespace.name).enter(socket, room)
            if self._link is not None:
                self._link.want(self._group(socket.namespace.name, room))
