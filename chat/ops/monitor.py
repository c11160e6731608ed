"""Asks every worker how it is, and tells those who watch, for as long as someone does."""

import asyncio
from typing import Any

from django.conf import settings
from django.utils import timezone

from channels_socketio import Hub
from chat.events.base import OPS
from chat.events.broadcasts import OpsSample
from chat.events.ops import RedisState
from chat.ops.minutes import Minutes
from chat.ops.probe import Probe
from chat.ops.pulse import Pulse
from chat.ops.readings import (
    DatabaseReading,
    no_database,
    no_redis,
    read_database,
    read_redis,
    this_minute,
)
from chat.ops.report import Report, parse, people, present, transports, worker_state
from chat.ops.versions import versions
from chat.queries.shapes import stamp

WATCHERS = "watchers"  # the room of those who watch
QUESTION = "ops:report"
WORKER_SECONDS = 1.0
READING_SECONDS = 1.5

Reports = dict[str, Report | None]  # by worker; None for one that does not answer
_monitor: "Monitor | None" = None


class Monitor:
    """One a process. Say `watched` when someone entered `WATCHERS` in the namespace `/ops`."""

    def __init__(self, hub: Hub) -> None:
        global _monitor
        _monitor = self
        self._hub = hub
        self._pulse = Pulse()
        self._minutes = Minutes()
        self._database = Probe(read_database)
        self._redis = Probe(read_redis)
        self._wanted = asyncio.Event()
        hub.requests.serve(QUESTION, self._answer)
        hub.add_background(self.run)

    def watched(self) -> None:
        """Someone watches."""
        self._wanted.set()

    async def run(self) -> None:
        """A background task: tells those who watch here, and waits while there are none."""
        try:
            while True:
                if WATCHERS not in self._hub.rooms(OPS):
                    self._wanted.clear()
                    await self._wanted.wait()
                sample = await self.sample()
                # What a watcher cannot take now is old by the time that they can.
                self._hub.deliver(sample, to=WATCHERS, namespace=OPS, volatile=True)
                await asyncio.sleep(settings.HEARTH["OPS_SECONDS"])
        finally:
            await self._pulse.stop()

    async def sample(self) -> OpsSample:
        """How it is now; takes two seconds at most, whatever does not answer."""
        now = this_minute()
        since = self._minutes.since(now)
        reports, database, redis = await asyncio.gather(
            self.reports(),
            self._database.take(seconds=READING_SECONDS, since=since),
            self._redis.take(seconds=READING_SECONDS),
        )
        database = database or no_database()
        messages = None
        if database.minutes is not None:
            messages = self._minutes.take(database.minutes, since=since, now=now)
        return _sample(reports, database, redis or no_redis(), messages)

    async def reports(self) -> Reports:
        """What each live worker says of itself, this one first asked."""
        found: Reports = {self._hub.worker: self._report()}
        answers = await self._hub.requests.gather(QUESTION, None, seconds=WORKER_SECONDS)
        found |= {answer.worker: parse(answer.body) for answer in answers}
        return dict.fromkeys(self._hub.peers.others, None) | found

    def reports_from_thread(self) -> Reports:
        """`reports`, for a thread that is not the hub's; nothing where no hub runs."""
        loop = self._hub.loop
        if loop is None or not loop.is_running():
            return {}
        asking = asyncio.run_coroutine_threadsafe(self.reports(), loop)
        try:
            return asking.result(2 * WORKER_SECONDS)
        except TimeoutError:  # the loop stands still: the page will say so when it is live
            asking.cancel()
            return {}

    def _report(self) -> Report:
        self._pulse.touch()
        pulse = self._pulse
        return Report(
            started_at=pulse.started_at,
            by=present(self._hub),
            cpu=pulse.cpu(),
            memory=pulse.memory(),
            lag=pulse.lag(),
        )

    def _answer(self, question: Any) -> None:
        question.answer(self._report().model_dump(mode="json"))


def first_sample() -> OpsSample:
    """How it is now, for a page that is about to be shown. Called in a thread."""
    now = this_minute()
    minutes = Minutes()
    since = minutes.since(now)
    reports = {} if _monitor is None else _monitor.reports_from_thread()
    database = read_database(since=since)
    found = database.minutes
    messages = None if found is None else minutes.take(found, since=since, now=now)
    return _sample(reports, database, read_redis(), messages)


def _sample(
    reports: Reports,
    database: DatabaseReading,
    redis: RedisState | None,
    messages: list[int] | None,
) -> OpsSample:
    names = sorted(reports, key=lambda name: (len(name), name))  # w2 before w10
    answered = {name: report for name in names if (report := reports[name]) is not None}
    by = transports(answered.values())
    return OpsSample(
        at=stamp(timezone.now()),
        sockets=sum(one.sockets for one in by),
        people=people(answered.values()),
        transports=by,
        workers=[worker_state(name, report) for name, report in answered.items()],
        silent=[name for name in names if name not in answered],
        expected=settings.WORKERS,
        messages=messages,
        versions=versions(database.state, redis),
        database=database.state,
        redis=redis,
    )
