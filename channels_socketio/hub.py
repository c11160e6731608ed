"""The hub: this process's sockets by room; encode once, write to each.

It owns the process's only channel on the layer. What this process emits reaches its own sockets
at once and the others through the layer, so that an outage of the layer is never felt locally.
"""

import asyncio
import contextlib
import itertools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from channels.layers import get_channel_layer

from channels_socketio.audience import Audience, Rooms
from channels_socketio.background import supervise
from channels_socketio.broadcasts import Broadcasts
from channels_socketio.connections import Connections
from channels_socketio.delivery import Delivery
from channels_socketio.envelope import Envelope, peers_group, worker_group
from channels_socketio.errors import DisconnectReason, NoServer
from channels_socketio.events import EventModel, EventName
from channels_socketio.identity import Identity
from channels_socketio.joining import Joiner
from channels_socketio.layer import LayerLink
from channels_socketio.options import Options
from channels_socketio.peers import Peers
from channels_socketio.recovery import Recovery
from channels_socketio.requests import Requests
from channels_socketio.roster import Roster
from channels_socketio.submissions import Sending, Submissions

if TYPE_CHECKING:
    from channels_socketio.namespace import Namespace
    from channels_socketio.socket import Socket

Result = TypeVar("Result")
logger = logging.getLogger(__name__)
SEEN_ENVELOPES = 4_096


class Hub:
    """Used from one loop: the one of the first socket, or of `start`."""

    def __init__(self, options: Options, *, worker: str | None = None) -> None:
        self.options = options
        self._identity = Identity(worker)
        self.draining = False
        # Whether it ever ran: once it did, what it does not hear has no listener here.
        self.served = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.connections = Connections(options.max_pending)
        self._background: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._link: LayerLink | None = None
        self._thread = 0
        self._numbers = itertools.count()
        self._ack_ids = itertools.count()
        # Set by SocketIO: the namespaces that are here.
        self.namespaces: Mapping[str, Namespace] = {}
        self.peers = Peers(options, self._say)
        self.requests = Requests(self)
        self.roster = Roster(options.path, lambda: self._link)
        self.recovery = Recovery(self)
        self.joiner = Joiner()
        self._broadcasts = Broadcasts(self.roster, lambda: self.joiner)
        # Before a socket is given anything: what is held for it goes first.
        self.settle_for = self._broadcasts.settle_for
        self.roster.before = self._broadcasts.change
        self._delivery = Delivery(options, self.roster, self.recovery, self._broadcasts)
        self._submissions = Submissions(self._send)

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
        self.served = True
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
        self.joiner = Joiner()
        self._broadcasts.clear()
        self.connections = Connections(self.options.max_pending)
        self.recovery.clear()
        self.roster.clear()
        self._submissions.clear()
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
        self.spawn(supervise(factory))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work`, which must not raise, as a task that ends with the hub."""
        assert self.loop is not None
        task = self.loop.create_task(work)
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

    def next_ack_id(self) -> int:
        """An ack id that no other packet of this process has: one that goes to many sockets is
        encoded once."""
        return next(self._ack_ids)

    async def on_loop(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await `work()` on the hub's loop, from whatever loop of this process. NoServer when the
        hub is not running."""
        if self.loop is None or not self.loop.is_running():
            raise NoServer("only a process whose server runs can ask: here none does")
        if self.loop is asyncio.get_running_loop():
            return await work()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), self.loop))

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

    @property
    def worker(self) -> str:
        """This process's name, which its sids start with."""
        return self._identity.worker

    @property
    def origin(self) -> str:
        """What this process's envelopes are known by."""
        return self._identity.origin

    def new_sid(self) -> str:
        """`<worker>.<random>`, with 160 random bits."""
        return self._identity.new_sid()

    def sockets(self, namespace: str = "/") -> "Iterable[Socket]":
        """The sockets of this process, those included whose join is not answered yet."""
        return self.roster.registry(namespace)

    def rooms(self, namespace: str = "/") -> "Mapping[str, set[Socket]]":
        """The rooms that a socket of this process is in, read-only, and to be asked for anew."""
        return self.roster.registry(namespace).rooms

    # -- What is emitted --------------------------------------------------------------------------

    def deliver(
        self,
        event: EventName | EventModel,
        *args: Any,
        to: Rooms | None,
        skip_sid: Rooms | None = None,
        skip_rooms: Rooms | None = None,
        volatile: bool = False,
        namespace: str = "/",
    ) -> None:
        """Emit to sockets of this process alone. From the loop."""
        audience = Audience.of(to, namespace=namespace, skip_sid=skip_sid, skip_rooms=skip_rooms)
        self._delivery.deliver(event, *args, audience=audience, volatile=volatile)

    def observe(self, observer: Callable[[Envelope], None]) -> None:
        """Call `observer` with each event that was emitted, here or elsewhere, after it went to
        this process's sockets, or is on its way there and what is sent from now on comes after it.
        It is called on the loop and must be quick and not raise."""
        self._delivery.observe(observer)

    def send(self, sendings: Sequence[Sending]) -> bool:
        """Apply envelopes of this process here and publish each for its groups, from any thread;
        false when no loop runs this hub (then nothing was done)."""
        return self._on_loop(sendings, lambda: self._send(sendings))

    def _send(self, sendings: Sequence[Sending]) -> None:
        self._delivery.apply([envelope for envelope, _ in sendings])
        for envelope, groups in sendings:
            self.publish(envelope, groups)

    def publish(
        self, envelope: Envelope, groups: Sequence[str], *, keep: int | None = None
    ) -> None:
        """Publish an envelope for other processes alone, from the loop. See Publisher.put."""
        if self._link is not None:
            self._link.publish(envelope, groups, keep=keep)

    def submit(self, act: Callable[..., None], *args: Any) -> bool:
        """Call `act` on the loop, from any thread, after what was sent before; false when no loop
        runs this hub (then nothing was done)."""
        call = partial(act, *args)
        return self._on_loop(call, call)

    def _on_loop(
        self, what: Sequence[Sending] | Callable[[], None], now: Callable[[], None]
    ) -> bool:
        loop = self.loop
        if loop is None or not loop.is_running():
            return False
        if threading.get_ident() == self._thread:
            now()
            return True
        return self._submissions.put(loop, what)

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
            self._delivery.apply([envelope])
