"""This process's link to the channel layer: one channel, the groups it needs, what it publishes.

The layer is lossy. Redis goes away and comes back, calls hang, the first one on a stale
connection fails. So: a group counts as held only when a probe published to it came back (a
SUBSCRIBE that was written is not yet one that Redis has done); joins are tried until they hold;
what could not be published is kept for a while and leaves, in order, when the layer carries again.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from channels_socketio.envelope import Envelope, EnvelopeError, dump, load
from channels_socketio.options import Options
from channels_socketio.publisher import Publisher, is_alone, keeps_its_word

logger = logging.getLogger(__name__)
WATCH_SECONDS = 5.0
# channels_redis looks for a lost subscription once a second: others hear us again by then.
SETTLE_SECONDS = 1.2


class LayerLink:
    """Runs on the hub's loop. `receive` is called with each envelope of another process."""

    def __init__(
        self,
        layer: Any,
        options: Options,
        *,
        origin: str,
        home: str,
        receive: Callable[[Envelope], None],
    ) -> None:
        self.layer = layer
        self.publisher = Publisher(layer, options, recover=self._recover)
        self._timeout = options.layer_timeout / 1000
        self._origin = origin
        self._home = home
        self._receive = receive
        self._channel: str | None = None
        self._receiver: asyncio.Task[None] | None = None
        self._wanted: set[str] = {home}
        self._held: set[str] = set()
        self._dirty: dict[str, None] = {home: None}
        self._changed = asyncio.Event()
        self._changed.set()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._tokens = itertools.count()
        self._echoes: dict[int, asyncio.Future[None]] = {}

    @property
    def tasks(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """What must run for as long as the link is used."""
        return [self._reconcile, self.publisher.run, self._watch]

    def publish(
        self, envelope: Envelope, groups: Sequence[str], *, keep: int | None = None
    ) -> None:
        """Publish an envelope for other processes, if there may be any. See Publisher.put."""
        if not is_alone(self.layer, groups, self._channel):
            self.publisher.put(groups, dump(envelope), keep=keep)

    # -- Groups -----------------------------------------------------------------------------------

    def want(self, group: str) -> None:
        """Join a group, soon."""
        if group not in self._wanted:
            self._wanted.add(group)
            self._mark(group)

    def unwant(self, group: str) -> None:
        """Leave a group, soon. Whoever waits to hold it waits no more."""
        self._wanted.discard(group)
        self._mark(group)
        self._release(group)

    async def hold(self, groups: Iterable[str]) -> None:
        """Return when each group is held, or its first try failed (others follow by themselves)."""
        for group in groups:
            self.want(group)
        missing = [group for group in groups if group not in self._held]
        futures = [self._wait_for(group) for group in missing if group in self._wanted]
        if futures:
            await asyncio.wait(futures)

    def _wait_for(self, group: str) -> asyncio.Future[None]:
        self._mark(group)
        return self._waiting.setdefault(group, asyncio.get_running_loop().create_future())

    def _mark(self, *groups: str) -> None:
        self._dirty.update(dict.fromkeys(groups))
        self._changed.set()

    async def _reconcile(self) -> None:
        delay = 0.1
        while True:
            await self._changed.wait()
            self._changed.clear()
            batch, self._dirty = list(self._dirty), {}
            failed = await self._leave([g for g in batch if g not in self._wanted])
            failed += await self._join([g for g in batch if g in self._wanted])
            if not failed:
                delay = 0.1
                continue
            await asyncio.sleep(delay)
            delay = min(delay * 2, 1.0)
            self._mark(*failed)

    async def _join(self, groups: list[str]) -> list[str]:
        """Join groups and prove each; those that failed."""
        missing = [group for group in groups if group not in self._held]
        try:
            if missing:
                await self._add(missing)
                if keeps_its_word(self.layer):
                    self._held.update(missing)
                else:
                    await self._prove(missing)
        except Exception as error:
            logger.warning("channel layer: groups not joined, trying on: %r", error)
        for group in groups:
            self._release(group)
        return [group for group in missing if group not in self._held]

    def _release(self, group: str) -> None:
        future = self._waiting.pop(group, None)
        if future is not None and not future.done():
            future.set_result(None)

    async def _add(self, groups: list[str]) -> None:
        channel = await self._open()
        for group in groups:
            async with asyncio.timeout(self._timeout):
                await self.layer.group_add(group, channel)

    async def _prove(self, groups: list[str]) -> None:
        """Probe each group until its echo is heard; a probe may overtake its SUBSCRIBE."""
        for wait in (0.1, 0.3, self._timeout):
            echoes = {
                group: await self._probe(group) for group in groups if group not in self._held
            }
            await asyncio.wait(echoes.values(), timeout=wait)
            for group, echo in echoes.items():
                if echo.done():
                    self._held.add(group)
                echo.cancel()
            if self._held.issuperset(groups):
                return
        raise TimeoutError("no echo")

    async def _leave(self, groups: list[str]) -> list[str]:
        failed = []
        for group in groups:
            try:
                if group in self._held and self._channel is not None:
                    async with asyncio.timeout(self._timeout):
                        await self.layer.group_discard(group, self._channel)
                self._held.discard(group)
            except Exception as error:
                logger.warning("channel layer: group not left, trying on: %r", error)
                failed.append(group)
        return failed

    # -- The channel ------------------------------------------------------------------------------

    async def _open(self) -> str:
        if self._channel is None:
            async with asyncio.timeout(self._timeout):
                self._channel = await self.layer.new_channel()
            self._receiver = asyncio.create_task(self._listen(self._channel))
        return self._channel

    async def _listen(self, channel: str) -> None:
        while True:
            try:
                self._take(await self.layer.receive(channel))
            except Exception:
                logger.exception("channel layer: receiving failed")
                await asyncio.sleep(1)

    def _take(self, message: Any) -> None:
        try:
            envelope = load(message)
        except EnvelopeError as error:
            logger.warning("channel layer: %s", error)
            return
        if envelope.op == "probe":
            echo = self._echoes.get(envelope.number) if envelope.origin == self._origin else None
            if echo is not None and not echo.done():
                echo.set_result(None)
        elif envelope.origin != self._origin:
            self._receive(envelope)

    async def _probe(self, group: str) -> asyncio.Future[None]:
        """Publish a probe; the future of its echo. Raises what the layer raises."""
        number = next(self._tokens)
        echo: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._echoes[number] = echo
        echo.add_done_callback(lambda _: self._echoes.pop(number, None))
        envelope = Envelope(op="probe", origin=self._origin, number=number)
        try:
            async with asyncio.timeout(self._timeout):
                await self.layer.group_send(group, dump(envelope))
        except BaseException:
            echo.cancel()
            raise
        return echo

    # -- Health -----------------------------------------------------------------------------------

    async def _heard(self) -> bool:
        """Whether a probe to this process comes back. Raises what publishing raises."""
        echo = await self._probe(self._home)
        await asyncio.wait([echo], timeout=self._timeout)
        heard = echo.done()
        echo.cancel()
        return heard

    async def _recover(self) -> None:
        """After a failed publish: return when the layer carries again, both ways."""
        while True:
            with contextlib.suppress(Exception):
                if await self._heard():
                    break
            await asyncio.sleep(0.2)
        await asyncio.sleep(SETTLE_SECONDS)

    async def _watch(self) -> None:
        """Notice a subscription that is dead without an error, and build it anew.

        A connection cut without a reset never fails a reader. If publishing works and nothing
        comes back, twice, the layer is flushed and every group joined again.
        """
        misses = 0
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                misses = 0 if self._home not in self._held or await self._heard() else misses + 1
            except Exception as error:
                logger.debug("channel layer: %r", error)
                misses = 0
            if misses >= 2:
                misses = 0
                await self._rebuild()

    async def _rebuild(self) -> None:
        logger.warning("channel layer: nothing comes back, subscribing anew")
        await self._close_channel()
        with contextlib.suppress(Exception):
            async with asyncio.timeout(self._timeout):
                await self.layer.flush()
        self._held.clear()
        self._mark(*self._wanted)

    async def _close_channel(self) -> None:
        self._channel = None
        if self._receiver is not None:
            self._receiver.cancel()
            await asyncio.gather(self._receiver, return_exceptions=True)
            self._receiver = None

    async def close(self) -> None:
        """Leave every group and stop listening. The layer's errors are logged."""
        self._wanted.clear()
        await self._leave(sorted(self._held))
        await self._close_channel()
