"""Writes that are made together: what waits goes in one call, and each is answered for itself."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from chat import execution
from chat.errors import NotFound, Unavailable
from chat.execution import FEW, Batches
from project.limits import HEARTH


class Desk:
    """Work that waits until it is let on, and writes down what it was given."""

    def __init__(self, *, most: int = 64, reads: bool = False) -> None:
        self.calls: list[list[int]] = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.error: Exception | None = None
        self.batches: Batches[int, int] = Batches(self._work, most=most, reads=reads)

    def _work(self, items: Sequence[int]) -> Sequence[int | Exception]:
        self.calls.append(list(items))
        self.begun.release()
        assert self.go.acquire(timeout=10)
        if self.error is not None:
            raise self.error
        return [NotFound(str(item)) if item < 0 else item * 10 for item in items]

    async def start(self, *items: int) -> "list[asyncio.Task[int]]":
        """Ask for each; returns when the first call runs and the others wait."""
        tasks = [asyncio.create_task(self.batches.run(item)) for item in items]
        await asyncio.to_thread(self.begun.acquire, timeout=10)
        return tasks

    def let(self, calls: int = 1) -> None:
        """Let so many calls go on."""
        self.go.release(calls)


async def test_one_alone_waits_for_nobody() -> None:
    desk = Desk()
    desk.let()
    async with asyncio.timeout(5):
        assert await desk.batches.run(1) == 10
    assert desk.calls == [[1]]


async def test_of_what_is_read_all_that_waits_goes_together() -> None:
    desk = Desk(most=500, reads=True)
    tasks = await desk.start(*range(200))
    desk.let(2)
    await asyncio.gather(*tasks)
    assert [len(call) for call in desk.calls] == [1, 199]


async def test_what_comes_while_one_runs_goes_together_and_in_order() -> None:
    desk = Desk()
    tasks = await desk.start(*range(9))
    desk.let(2)
    assert await asyncio.gather(*tasks) == [item * 10 for item in range(9)]
    assert desk.calls == [[0], list(range(1, 9))]


async def test_a_batch_has_its_bound() -> None:
    desk = Desk(most=3)
    tasks = await desk.start(*range(8))
    desk.let(4)
    await asyncio.gather(*tasks)
    assert desk.calls == [[0], [1, 2, 3], [4, 5, 6], [7]]


async def test_many_go_in_halves_so_that_some_are_answered_while_others_are_done() -> None:
    desk = Desk(most=200)
    tasks = await desk.start(*range(101))
    desk.let(5)
    assert await asyncio.gather(*tasks) == [item * 10 for item in range(101)]
    assert [len(call) for call in desk.calls] == [1, 51, 49]
    assert [item for call in desk.calls for item in call] == list(range(101))


async def test_of_few_none_waits_for_another_call() -> None:
    desk = Desk(most=200)
    tasks = await desk.start(*range(1 + FEW))
    desk.let(2)
    await asyncio.gather(*tasks)
    assert [len(call) for call in desk.calls] == [1, FEW]


def test_the_bound_for_messages_is_a_setting() -> None:
    assert HEARTH["SEND_BATCH"] == 64


async def test_nobody_is_answered_before_the_call_is_over() -> None:
    desk = Desk()
    tasks = await desk.start(1, 2)
    await asyncio.sleep(0.05)
    assert not any(task.done() for task in tasks)
    desk.let(2)
    assert await asyncio.gather(*tasks) == [10, 20]


async def test_each_gets_its_own_error() -> None:
    desk = Desk()
    tasks = await desk.start(1, 2, -3, 4)
    desk.let(2)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert outcomes[:2] + outcomes[3:] == [10, 20, 40]
    assert isinstance(outcomes[2], NotFound)


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("gone")])
async def test_a_database_that_fails_is_unavailable_to_all_of_a_batch_and_later_ones_work(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    first, *others = await desk.start(1, 2, 3)
    desk.let()
    assert await first == 10
    desk.error = error
    desk.let()
    outcomes = await asyncio.gather(*others, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]
    assert str(error) in caplog.text
    assert desk.calls == [[1], [2, 3]]
    desk.error = None
    desk.let()
    assert await desk.batches.run(4) == 40


async def test_what_only_one_fails_with_is_that_ones_own() -> None:
    calls: list[list[int]] = []

    def work(items: Sequence[int]) -> Sequence[int | Exception]:
        calls.append(list(items))
        if 13 in items:
            raise IntegrityError("unlucky")
        return [item * 10 for item in items]

    batches: Batches[int, int] = Batches(work, most=64)
    asked = [batches.run(item) for item in (1, 12, 13, 14)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert outcomes[:2] + outcomes[3:] == [10, 120, 140]
    assert isinstance(outcomes[2], IntegrityError)
    assert calls == [[1], [12, 13, 14], [12], [13], [14]]
    assert await batches.run(2) == 20


async def test_past_the_bound_more_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "MOST_WAITING", 3)
    desk = Desk()
    tasks = await desk.start(1, 2, 3, 4)
    with pytest.raises(Unavailable):
        await desk.batches.run(5)
    desk.let(2)
    assert await asyncio.gather(*tasks) == [10, 20, 30, 40]


async def test_threads_that_take_nothing_more_are_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(most=1)
    first, *others = await desk.start(1, 2, 3)
    with monkeypatch.context() as full:
        full.setattr(execution, "MOST_WAITING", 0)
        desk.let()
        assert await first == 10
        outcomes = await asyncio.gather(*others, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]
    desk.let()
    assert await desk.batches.run(4) == 40


async def test_a_caller_who_is_cancelled_does_not_take_back_what_it_asked_for() -> None:
    desk = Desk()
    first, running_late, other = await desk.start(1, 2, 3)
    first.cancel()
    running_late.cancel()
    desk.let(2)
    assert await other == 30
    assert desk.calls == [[1], [2, 3]]
    for task in (first, running_late):
        with pytest.raises(asyncio.CancelledError):
            await task
