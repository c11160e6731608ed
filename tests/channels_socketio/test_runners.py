"""Whose task runs a mailbox."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

import pytest

from channels_socketio.mailbox import Mailbox, Running
from channels_socketio.runners import Runners

Job = Callable[[], Coroutine[Any, Any, None]]
name: ContextVar[str] = ContextVar("name", default="")


async def nothing() -> None:
    """Waits for nothing."""


class Place:
    """Mailboxes whose last jobs waited for nothing."""

    def __init__(self, count: int) -> None:
        self.runners = Runners()
        self.running = Running(self.runners)
        self.mailboxes = [Mailbox(self.running) for _ in range(count)]
        self.seen: list[Any] = []

    @classmethod
    async def of(cls, count: int) -> "Place":
        place = cls(count)
        for mailbox in place.mailboxes:
            mailbox.put(nothing)
        await place.running.finished(1)
        assert not any(mailbox.waits for mailbox in place.mailboxes)
        return place

    def put(self, *jobs: Job) -> None:
        """One to each mailbox."""
        for mailbox, job in zip(self.mailboxes, jobs, strict=True):
            mailbox.put(job)

    async def say_task(self) -> None:
        """See which task it is."""
        self.seen.append(asyncio.current_task())


async def test_what_waits_for_nothing_shares_a_task() -> None:
    place = await Place.of(3)
    place.put(place.say_task, place.say_task, place.say_task)
    assert not place.seen
    await asyncio.sleep(0)
    assert len(place.seen) == 3
    assert len(set(place.seen)) == 1
    assert not place.running


async def test_a_new_mailbox_has_a_task_of_its_own() -> None:
    place = Place(2)
    place.put(place.say_task, place.say_task)
    await place.running.finished(1)
    assert len(set(place.seen)) == 2


async def test_nobody_waits_for_one_that_waits_after_all() -> None:
    place = await Place.of(3)
    gate = asyncio.Event()

    async def slow() -> None:
        await place.say_task()
        await gate.wait()
        await place.say_task()

    place.put(place.say_task, slow, place.say_task)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first, second, third = place.seen
    assert first is second is not third
    assert list(place.running) == [place.mailboxes[1]]
    gate.set()
    await place.running.finished(1)
    assert place.seen[3] is second
    assert [mailbox.waits for mailbox in place.mailboxes] == [False, True, False]


async def test_one_that_waited_has_a_task_of_its_own_until_it_no_longer_does() -> None:
    place = await Place.of(2)
    place.put(place.say_task, lambda: asyncio.sleep(0))
    await place.running.finished(1)
    for expected in (2, 1):
        place.seen.clear()
        place.put(place.say_task, place.say_task)
        await place.running.finished(1)
        assert len(set(place.seen)) == expected


async def test_the_jobs_of_one_are_in_order_whoever_runs_them() -> None:
    place = await Place.of(2)
    first, second = place.mailboxes

    async def say(number: int, *, slow: bool) -> None:
        if slow:
            await asyncio.sleep(0.01)
        place.seen.append(number)

    for number in range(4):
        first.put(lambda number=number: say(number, slow=number == 1))  # type: ignore[misc]
    second.put(lambda: say(4, slow=False))
    await place.running.finished(1)
    assert place.seen == [0, 4, 1, 2, 3]


@pytest.mark.parametrize("slow", [False, True])
async def test_each_has_the_context_in_which_it_was_asked_for(slow: bool) -> None:
    place = await Place.of(2)

    async def job() -> None:
        place.seen.append(name.get())
        name.set("mine")
        if slow:
            await asyncio.sleep(0)
        place.seen.append(name.get())

    for mailbox, asking in zip(place.mailboxes, ("one", "two"), strict=True):
        name.set(asking)
        mailbox.put(job)
    await place.running.finished(1)
    assert sorted(place.seen) == ["mine", "mine", "one", "two"]
    assert name.get() == "two"


async def test_what_a_job_waits_for_may_fail() -> None:
    place = await Place.of(1)
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def job() -> None:
        try:
            await future
        except ValueError as error:
            place.seen.append(str(error))
        async with asyncio.timeout(1):
            await asyncio.sleep(0)
        place.seen.append("after")

    place.put(job)
    await asyncio.sleep(0)
    future.set_exception(ValueError("no"))
    await place.running.finished(1)
    assert place.seen == ["no", "after"]


async def test_who_is_cancelled_while_it_waits_is_alone() -> None:
    place = await Place.of(3)

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            place.seen.append("ended")

    place.put(place.say_task, slow, place.say_task)
    await asyncio.sleep(0)
    task = place.mailboxes[1].task
    assert task is not None
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert len(place.seen) == 3
    assert place.seen[-1] == "ended"
    assert not place.running


async def test_who_asks_for_its_own_end_and_does_not_wait_ends_nobody_else() -> None:
    place = await Place.of(2)

    async def end() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    async def slow() -> None:
        await asyncio.sleep(0)
        place.seen.append("done")

    place.put(end, slow)
    await place.running.finished(1)
    assert place.seen == ["done"]


async def test_who_is_cancelled_without_waiting_ends_nobody_else() -> None:
    place = await Place.of(2)

    async def end() -> None:
        raise asyncio.CancelledError

    place.put(end, place.say_task)
    await place.running.finished(1)
    assert len(place.seen) == 1


@pytest.mark.parametrize("turns", [0, 1])
async def test_a_task_that_never_began_is_followed_by_another(turns: int) -> None:
    place = await Place.of(2)
    before = asyncio.all_tasks()
    place.mailboxes[0].put(place.say_task)
    (task,) = asyncio.all_tasks() - before
    task.cancel()
    for _ in range(turns):
        await asyncio.sleep(0)
    place.mailboxes[1].put(place.say_task)
    await place.running.finished(1)
    assert len(place.seen) == 2


async def test_who_asks_when_all_is_done_waits_only_so_long() -> None:
    place = await Place.of(1)
    gate = asyncio.Event()
    place.put(lambda: gate.wait())  # type: ignore[arg-type, return-value]
    await place.running.finished(0.01)
    assert place.running
    asyncio.get_running_loop().call_later(0.01, gate.set)
    await asyncio.gather(place.running.finished(1), place.running.finished(1))
    assert not place.running
