"""Who fetches previews: a few hands in every worker, which take from one table what is due.

The table is the queue: it is bounded by nobody's memory, outlives a restart, and what a worker took
and did not bring back another takes later.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone

from chat.actions import preview_rules, previews
from chat.actions.previews import Found, Task
from chat.errors import Unavailable
from chat.execution import run_action, run_query
from chat.fetching import Failed, FetchError, Refused, Wanted, fetch
from chat.previewing.pictures import THUMBNAIL, keep_picture, picture_found
from chat.previewing.reading import Page, read_page
from chat.queries import previews as queries

logger = logging.getLogger(__name__)
TELL_EACH = 20  # looks: for what another worker found and died before it told
SWEEP_EACH = 10_000


class Hub(Protocol):
    """What is used of the event layer's hub."""

    def add_background(self, factory: Callable[[], Coroutine[Any, Any, None]]) -> None: ...


class Previewer:
    """One a process; `run` is a background task of the hub."""

    def __init__(self, hub: Hub) -> None:
        self._busy: set[asyncio.Task[None]] = set()
        hub.add_background(self.run)

    async def run(self) -> None:
        """Look, for as long as it is not cancelled; not all workers at the same moment."""
        looks = 0
        try:
            while True:
                await self._try_to(self.look)
                if looks % TELL_EACH == 0:
                    await self._try_to(self.tell)
                if looks % SWEEP_EACH == 0:
                    await self._try_to(self.sweep)
                looks += 1
                pause = settings.HEARTH["PREVIEW_LOOK_SECONDS"]
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
        finally:
            for task in self._busy:
                task.cancel()

    async def look(self) -> None:
        """Begin as much of what is due as there are hands free."""
        free = settings.HEARTH["PREVIEW_HANDS"] - len(self._busy)
        if free <= 0 or not await run_query(queries.any_due, now=timezone.now()):
            return
        for task in await run_action(previews.claim, most=free):
            doing = asyncio.ensure_future(self._try_to(partial(self.do, task)))
            self._busy.add(doing)
            doing.add_done_callback(self._busy.discard)

    async def do(self, task: Task) -> None:
        """Fetch one, store what it is, and tell the messages."""
        try:
            what = await find(task)
        except Failed as error:
            logger.info("no preview yet: %s", error)
            await run_action(previews.failed, preview_id=task.preview_id)
            return
        except Refused as error:
            logger.info("no preview: %s", error)
            what = None
        await run_action(previews.found, preview_id=task.preview_id, what=what)
        await self.tell()

    async def tell(self) -> None:
        """Have messages say what was found of their links."""
        if await run_query(queries.any_untold):
            while await run_action(previews.tell) >= previews.AT_ONCE:
                pass

    async def sweep(self) -> None:
        """Forget what stands in no message any more."""
        while await run_action(preview_rules.sweep) >= preview_rules.AT_ONCE:
            pass

    async def _try_to(self, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """A fault is logged and holds up nothing else: what was taken is due again later."""
        try:
            await act()
        except Unavailable:
            pass  # said in the log
        except Exception:
            logger.exception("fetching a preview failed")


async def find(task: Task) -> Found | None:
    """What an address is; None where there is nothing to show. Raises `FetchError`."""
    limits = settings.HEARTH
    picture = Wanted("image/", limits["PREVIEW_PICTURE_BYTES"])
    pages = [
        Wanted(kind, limits["PREVIEW_BYTES"], cut=True)
        for kind in ("text/html", "application/xhtml+xml")
    ]
    came = await fetch(task.url, *pages, picture)
    if came.content_type.startswith("image/"):
        return await asyncio.to_thread(picture_found, came.body, came.url)
    page = await asyncio.to_thread(read_page, came.body, charset=came.charset, url=came.url)
    if not page:
        return None
    found = Found(site=page.site, title=page.title, description=page.description)
    if task.has_picture or not page.picture:
        return found
    return await _with_picture(found, page, picture)


async def _with_picture(found: Found, page: Page, wanted: Wanted) -> Found:
    """As it is, where the picture cannot be had."""
    try:
        came = await fetch(page.picture, wanted)
    except FetchError as error:
        logger.info("no picture for a preview: %s", error)
        return found
    kept = await asyncio.to_thread(keep_picture, came.body, size=THUMBNAIL)
    return replace(found, **kept, picture_alt=page.alt) if kept else found
