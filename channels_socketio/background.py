"""Tasks that live as long as the process does."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)
RESTART_SECONDS = 1.0


async def supervise(factory: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `factory()`; again, after a second and a log line, whenever it fails."""
    while True:
        try:
            await factory()
            return
        except Exception:
            logger.exception("background task failed, starting it again")
            await asyncio.sleep(RESTART_SECONDS)
