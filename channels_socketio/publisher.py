"""What leaves for the channel layer, in order, one after the other."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from channels.layers import InMemoryChannelLayer

from channels_socketio.options import Options

logger = logging.getLogger(__name__)


def is_alone(layer: Any, groups: Sequence[str], channel: str | None) -> bool:
    """Whether nobody but `channel` is in any of the groups. Channels' layer in memory, which is one
    process's alone, knows; of any other it is not known. What is published there is copied three
    times, which costs more than to deliver it to twenty sockets."""
    if not isinstance(layer, InMemoryChannelLayer):
        return False
    for group in groups:
        members = layer.groups.get(group)
        if members and (len(members) > 1 or channel not in members):
            return False
    return True


def keeps_its_word(layer: Any) -> bool:
    """Whether a group that was joined is joined. In memory there is nothing between; a probe there
    looks through all groups twice, which with ten thousand sockets costs more than to let one in.
    """
    return type(layer) is InMemoryChannelLayer


class _Item(NamedTuple):
    groups: Sequence[str]
    message: dict[str, Any]
    keep_until: float


class Publisher:
    """A bounded queue and the task that empties it. Nothing here raises in the sender.

    After a failure it waits for `recover` and publishes the same message again: receivers know
    an envelope by its number, so that twice is once. What is older than `layer_backlog` by then
    is dropped: broadcasts are hints, and the application heals from its own truth.
    """

    def __init__(
        self, layer: Any, options: Options, *, recover: Callable[[], Awaitable[None]]
    ) -> None:
        self._layer = layer
        self._options = options
        self._recover = recover
        self._queue: deque[_Item] = deque()
        self._filled = asyncio.Event()
        # Set while everything has left.
        self.drained = asyncio.Event()
        self.drained.set()

    def put(
        self, groups: Sequence[str], message: dict[str, Any], *, keep: int | None = None
    ) -> None:
        """Publish `message` to `groups`, soon, from the loop's thread. `keep` is how many
        milliseconds it may wait for the layer; without it, `layer_backlog`."""
        keep = self._options.layer_backlog if keep is None else keep
        until = asyncio.get_running_loop().time() + keep / 1000
        self._queue.append(_Item(groups, message, until))
        if len(self._queue) > self._options.layer_queue:
            self._queue.popleft()
            logger.warning("channel layer: backlog full, the oldest envelope is dropped")
        self._filled.set()
        self.drained.clear()

    async def run(self) -> None:
        """Publish, for as long as it is not cancelled."""
        while True:
            await self._filled.wait()
            while self._queue:
                await self._send(self._queue.popleft())
            self._filled.clear()
            self.drained.set()

    async def _send(self, item: _Item) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() <= item.keep_until:
            try:
                for group in item.groups:
                    async with asyncio.timeout(self._options.layer_timeout / 1000):
                        await self._layer.group_send(group, item.message)
                return
            except Exception as error:
                logger.warning("channel layer: publishing failed, trying again: %r", error)
            await self._recover()
        logger.warning("channel layer: an envelope is too old and dropped")
