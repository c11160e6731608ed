"""The live workers, by name: each says that it lives, over the layer, and the others count.

A layer tells nobody that a message reached no one. So what is asked of another process goes only
to one that was heard lately, and who is asked together is who was heard lately.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from channels_socketio.options import Options


class Peers:
    """Runs on the hub's loop. `say(word)` sends a word to every process: "alive" or "bye".

    A name counts from its first word until `peer_timeout` after its last, or its "bye".
    """

    def __init__(self, options: Options, say: Callable[[str], None]) -> None:
        self._options = options
        self._say = say
        self._heard: dict[str, float] = {}
        self._origins: dict[str, str] = {}
        self._left: list[Callable[[str], None]] = []
        self._leaving: dict[str, set[asyncio.Future[None]]] = {}
        self._settled = asyncio.Event()

    def reset(self) -> None:
        """Know nobody, as at the start."""
        self._heard.clear()
        self._origins.clear()
        self._leaving.clear()
        self._settled = asyncio.Event()

    @property
    def others(self) -> frozenset[str]:
        """The live workers but this one."""
        horizon = asyncio.get_running_loop().time() - self._options.peer_timeout / 1000
        for worker in [name for name, heard in self._heard.items() if heard < horizon]:
            self._lose(worker)
        return frozenset(self._heard)

    async def knows(self, worker: str) -> bool:
        """Whether `worker` is another live one. Right after the start it waits for their words."""
        if worker not in self.others:
            await self.ready()
        return worker in self.others

    async def ready(self) -> None:
        """Return when the others have had the time to say a word, which they have but right after
        the start; at the latest after `layer_timeout`."""
        if not self._settled.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._options.layer_timeout / 1000):
                    await self._settled.wait()

    def on_left(self, callback: Callable[[str], None]) -> None:
        """Call `callback` with the name of each worker that left or fell silent."""
        self._left.append(callback)

    def left(self, worker: str) -> "asyncio.Future[None]":
        """A future that is done when `worker` leaves or falls silent. Cancel it after use."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = self._leaving.setdefault(worker, set())
        waiting.add(future)
        future.add_done_callback(waiting.discard)
        return future

    def heard(self, worker: str, word: str, origin: str) -> None:
        """A word of another process. A new `origin` under an old name is a new process: what the
        old one held is gone."""
        if self._origins.get(worker, origin) != origin or word == "bye":
            self._lose(worker)
        if word == "bye":
            return
        self._origins[worker] = origin
        if worker not in self._heard:
            # It does not know us yet: a new one greets, and each greets it back.
            self._say("alive")
        self._heard[worker] = asyncio.get_running_loop().time()

    def _lose(self, worker: str) -> None:
        self._origins.pop(worker, None)
        if self._heard.pop(worker, None) is not None:
            for callback in self._left:
                callback(worker)
            for future in [f for f in self._leaving.pop(worker, ()) if not f.done()]:
                future.set_result(None)

    def alone(self) -> None:
        """There is no layer, and so nobody to wait for."""
        self._settled.set()

    async def run(self, ready: Awaitable[None]) -> None:
        """Say that this process lives, for as long as it is not cancelled. From when `ready` is
        done on, it hears the others."""
        interval = self._options.peer_interval / 1000
        await ready
        self._say("alive")
        await asyncio.sleep(min(interval, 0.5))
        self._settled.set()
        while True:
            self._say("alive")
            await asyncio.sleep(interval)
            _ = self.others
