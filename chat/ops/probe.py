"""A reading in a thread that may take long: waited for a while, and never two at once."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from chat.errors import Unavailable
from chat.execution import run_query

Reading = TypeVar("Reading")


class Probe(Generic[Reading]):
    """`read` is called in a thread for reads. A database that hangs costs one thread, not one
    every two seconds."""

    def __init__(self, read: Callable[..., Reading]) -> None:
        self._read = read
        self._task: asyncio.Task[Reading | None] | None = None

    async def take(self, *, seconds: float, **arguments: Any) -> Reading | None:
        """What `read(**arguments)` gives; None when it does not within `seconds`. Where the one
        before is still under way, that one is waited for."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._ask(arguments))
        await asyncio.wait([self._task], timeout=seconds)
        return self._task.result() if self._task.done() else None

    async def _ask(self, arguments: dict[str, Any]) -> Reading | None:
        try:
            return await run_query(self._read, **arguments)
        except Unavailable:
            return None
