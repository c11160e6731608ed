"""This process's part of presence: its sockets' rows, and what its clients were told."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import orjson
from django.conf import settings
from django.utils import timezone

from chat.errors import Unavailable
from chat.events.broadcasts import PresenceChanged
from chat.events.shapes import PresenceState
from chat.execution import run_action, run_query
from chat.presence import table
from chat.presence.table import Arrival, Changes, States

logger = logging.getLogger(__name__)
RETRY_SECONDS = 1.0
# Between two writes, so that in a storm of connects each has many to write of.
GATHER_SECONDS = 0.05
_PREFIX = f'["{PresenceChanged.event}",'


class Hub(Protocol):
    """What is used of the event layer's hub."""

    @property
    def worker(self) -> str: ...

    def deliver(self, event: Any, *args: Any, to: Any) -> None: ...

    def observe(self, observer: Callable[[Any], None]) -> None: ...

    def add_background(self, factory: Callable[[], Coroutine[Any, Any, None]]) -> None: ...


class Keeper:
    """One a process. Say `arrived`, `departed` and `set_away` of its sockets, on the hub's loop.

    What is said is written down together, a moment after the last write: a storm of connects
    costs a few transactions. `told` is what this process's clients know; only a difference to it
    is broadcast. It is compared with the table at every renewal too, so that a lost broadcast, a
    killed worker and a stopped one come right by themselves.
    """

    def __init__(self, hub: Hub) -> None:
        self.told: dict[int, PresenceState] = {}
        self._hub = hub
        self._here: dict[str, Arrival] = {}
        self._away: dict[str, bool] = {}
        self._changes = Changes()
        self._changed = asyncio.Event()
        # Held while the table is written: a renewal must not undo what is just being written.
        self._writing = asyncio.Lock()
        self._has_started = False
        self._heard: set[int] = set()
        hub.observe(self.observe)
        hub.add_background(self.write_down)
        hub.add_background(self.renew)

    # -- What happened ----------------------------------------------------------------------------

    def arrived(self, sid: str, user_id: int, device: str) -> None:
        """A socket was let in."""
        arrival = Arrival(sid, user_id, device, timezone.now())
        self._here[sid] = self._changes.arrived[sid] = arrival
        self._changed.set()

    def departed(self, sid: str) -> None:
        """A socket is gone. It counts for a few seconds more: a page that is loaded again does
        not flicker."""
        if sid in self._here:
            grace = settings.HEARTH["PRESENCE_GRACE"]
            asyncio.get_running_loop().call_later(grace, self._gone, sid)

    def _gone(self, sid: str) -> None:
        arrival = self._here.pop(sid, None)
        self._away.pop(sid, None)
        if arrival is not None:
            self._changes.gone[sid] = arrival.user_id
            self._changed.set()

    def set_away(self, sid: str, *, away: bool) -> None:
        """Someone left, or is back at, the client of a socket."""
        if sid in self._here and self._away.get(sid, False) is not away:
            self._away[sid] = self._changes.away[sid] = away
            self._changed.set()

    def observe(self, envelope: Any) -> None:
        """The hub applied an envelope: note what the clients here were told."""
        if envelope.body.startswith(_PREFIX):
            data = orjson.loads(envelope.body)[1]
            self._note(data["user"], data["state"])
            self._heard.add(data["user"])

    def _note(self, user_id: int, state: PresenceState) -> None:
        if state == "offline":
            self.told.pop(user_id, None)
        else:
            self.told[user_id] = state

    # -- Writing it down --------------------------------------------------------------------------

    async def write_down(self) -> None:
        """A background task: writes what happened, and tells of states that changed."""
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            async with self._writing:
                changes, self._changes = self._changes, Changes()
                try:
                    await self._start()
                    await self._write(changes)
                except Unavailable:
                    self._changes = changes.then(self._changes)
                    self._changed.set()
            await asyncio.sleep(RETRY_SECONDS if self._changes else GATHER_SECONDS)

    async def _start(self) -> None:
        """Before the first row: what an earlier process of this name left behind lapses soon."""
        if self._has_started:
            return
        earliest = min((arrival.at for arrival in self._here.values()), default=timezone.now())
        await run_action(table.retire, worker=self._hub.worker, before=earliest)
        self.told = await run_query(table.everyone)
        self._has_started = True

    async def _write(self, changes: Changes) -> None:
        if not changes:
            return
        away = [self._here[sid].user_id for sid in changes.away if sid in self._here]
        arrived = [arrival.user_id for arrival in changes.arrived.values()]
        users = {*away, *arrived, *changes.gone.values()}
        now = await run_action(table.write, worker=self._hub.worker, changes=changes, users=users)
        if changed := self._differences(now, users):
            await run_query(table.tell, changed=changed)

    def _differences(self, now: States, users: set[int]) -> dict[int, PresenceState]:
        states: dict[int, PresenceState] = {pk: now.get(pk, "offline") for pk in users}
        return {pk: state for pk, state in states.items() if self.told.get(pk, "offline") != state}

    # -- Renewing ---------------------------------------------------------------------------------

    async def renew(self) -> None:
        """A background task: renews this worker's rows, sweeps those of dead ones, and tells the
        clients here what they have not been told. When it ends, its rows lapse."""
        try:
            while True:
                await asyncio.sleep(settings.HEARTH["PRESENCE_SECONDS"])
                try:
                    await self.look()
                except Unavailable:
                    continue  # said in the log
        except asyncio.CancelledError:
            await self._retire()
            raise

    async def look(self) -> None:
        """One renewal."""
        async with self._writing:
            here, away = dict(self._here), dict(self._away)
            await run_action(table.renew, worker=self._hub.worker, arrivals=here, away=away)
        await run_action(table.sweep)
        self._heard.clear()
        now = await run_query(table.everyone)
        # What was heard while it was read may be newer than what was read.
        users = (now.keys() | self.told.keys()) - self._heard
        changed = self._differences(now, users)
        if not changed:
            return
        audiences = await run_query(table.audiences, users=list(changed))
        for user_id, state in changed.items():
            if user_id not in self._heard:
                event = PresenceChanged(user=user_id, state=state)
                self._hub.deliver(event, to=audiences[user_id])
                self._note(user_id, state)

    async def _retire(self) -> None:
        self._here.clear()
        try:
            await run_action(table.retire, worker=self._hub.worker)
        except Unavailable:
            logger.info("presence: rows are left to lapse")
