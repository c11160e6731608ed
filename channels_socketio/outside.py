"""Publishing from a process that has no hub: a management command, a WSGI worker, a shell."""

import asyncio
import atexit
import contextlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from channels.layers import InMemoryChannelLayer, get_channel_layer

from channels_socketio.envelope import Envelope, dump
from channels_socketio.errors import NoSharedLayer
from channels_socketio.options import Options
from channels_socketio.publisher import Publisher

EXIT_SECONDS = 2.0


class OutsidePublisher:
    """A daemon thread with a loop of its own, started at the first use and again after a fork.

    The layer's connection lives as long as the thread: one for the process, not one a message.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._pid = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._publisher: Publisher | None = None

    def publish(self, envelope: Envelope, groups: Sequence[str]) -> None:
        """Publish, soon, in the order of the calls. NoSharedLayer without a layer that leaves the
        process: nobody could hear it."""
        layer = get_channel_layer(self._options.channel_layer)
        if layer is None or isinstance(layer, InMemoryChannelLayer):
            raise NoSharedLayer(self._options.channel_layer)
        with self._lock:
            if self._pid != os.getpid():
                self._start(layer)
            assert self._loop is not None
            assert self._publisher is not None
            self._loop.call_soon_threadsafe(self._publisher.put, groups, dump(envelope))

    def _start(self, layer: object) -> None:
        self._pid = os.getpid()
        loop = self._loop = asyncio.new_event_loop()
        ready: Future[None] = Future()

        async def run() -> None:
            self._publisher = Publisher(layer, self._options, recover=self._recover)
            ready.set_result(None)
            await self._publisher.run()

        def work() -> None:
            asyncio.set_event_loop(loop)
            with contextlib.suppress(asyncio.CancelledError):
                loop.run_until_complete(run())

        threading.Thread(target=work, name="socketio-emitter", daemon=True).start()
        ready.result()
        atexit.register(self.flush, EXIT_SECONDS)

    async def _recover(self) -> None:
        await asyncio.sleep(0.2)

    def flush(self, timeout: float) -> bool:
        """Wait until all has left; whether it has within `timeout` seconds."""
        with self._lock:
            loop, publisher = self._loop, self._publisher
        if loop is None or publisher is None or self._pid != os.getpid():
            return True
        done = asyncio.run_coroutine_threadsafe(self._drained(publisher), loop)
        try:
            done.result(timeout)
        except TimeoutError:
            done.cancel()
            return False
        return True

    async def _drained(self, publisher: Publisher) -> None:
        await publisher.drained.wait()
