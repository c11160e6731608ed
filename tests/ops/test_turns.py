"""project/turns.py: one has its turn, and what takes long keeps nobody from theirs."""

import asyncio
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar

import pytest

from project.turns import Turns

name: ContextVar[str] = ContextVar("name", default="")


def make(*, threads: int = 4, at_once: int = 1, patience: float = 30.0) -> Turns:
    return Turns("test", threads=threads, at_once=at_once, patience=patience)


class Gate:
    """Work that waits to be let go; counts who is in it."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.threads: list[str] = []
        self.opened = threading.Event()
        self._lock = threading.Lock()

    def work(self, seconds: float = 10.0) -> None:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.threads.append(threading.current_thread().name)
        self.opened.wait(seconds)
        with self._lock:
            self.inside -= 1


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not check():
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("at_once", [1, 2])
async def test_no_more_work_at_once_than_may_and_the_others_follow(at_once: int) -> None:
    turns, gate = make(at_once=at_once), Gate()
    tasks = [asyncio.create_task(turns.run(gate.work, 0.01)) for _ in range(6)]
    await asyncio.gather(*tasks)
    assert gate.most == at_once
    assert len(gate.threads) == 6


async def test_the_thread_goes_on_that_worked_last() -> None:
    turns, gate = make(at_once=2), Gate()
    await asyncio.gather(*(turns.run(gate.work, 0.05) for _ in range(2)))
    assert len(set(gate.threads)) == 2
    for _ in range(5):
        await turns.run(gate.work, 0.0)
    assert len(set(gate.threads[2:])) == 1


async def test_whoever_waited_long_enough_is_begun_beside_what_takes_long() -> None:
    turns, gate = make(patience=0.05), Gate()
    slow = asyncio.create_task(turns.run(gate.work))
    await until(lambda: gate.inside == 1)
    assert await turns.run(lambda: "quick") == "quick"
    assert gate.inside == 1
    gate.opened.set()
    await slow


async def test_past_the_threads_all_wait_and_then_go_on_in_their_order() -> None:
    turns, gate = make(threads=2, patience=0.01), Gate()
    slow = [asyncio.create_task(turns.run(gate.work)) for _ in range(2)]
    await until(lambda: gate.inside == 2)
    done: list[int] = []
    later = [asyncio.create_task(turns.run(done.append, number)) for number in range(5)]
    await asyncio.sleep(0.1)
    assert done == []
    gate.opened.set()
    await asyncio.gather(*slow, *later)
    assert sorted(done) == list(range(5))
    assert len(set(gate.threads)) == 2


async def test_what_waits_and_is_cancelled_is_never_begun() -> None:
    turns, gate = make(), Gate()
    begun: list[int] = []
    slow = asyncio.create_task(turns.run(gate.work))
    await until(lambda: gate.inside == 1)
    waiting = asyncio.create_task(turns.run(begun.append, 1))
    await asyncio.sleep(0)
    waiting.cancel()
    after = asyncio.create_task(turns.run(begun.append, 2))
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.gather(slow, after)
    assert begun == [2]


async def test_what_was_begun_ends_though_its_caller_is_gone() -> None:
    turns, gate = make(), Gate()
    task = asyncio.create_task(turns.run(gate.work))
    await until(lambda: gate.inside == 1)
    task.cancel()
    gate.opened.set()
    assert await turns.run(lambda: gate.inside) == 0


async def test_it_has_its_callers_context_and_raises_what_is_raised() -> None:
    turns = make()
    name.set("ada")
    assert await turns.run(name.get) == "ada"
    await turns.run(name.set, "changed")
    assert name.get() == "ada"

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await turns.run(fail)
    assert await turns.run(lambda: 1) == 1


def test_a_loop_that_closed_before_the_end_harms_nobody() -> None:
    turns, gate = make(), Gate()

    async def leave() -> None:
        asyncio.get_running_loop().create_task(turns.run(gate.work))
        await until(lambda: gate.inside == 1)

    asyncio.run(leave())
    gate.opened.set()
    deadline = time.monotonic() + 10
    while gate.inside and time.monotonic() < deadline:
        time.sleep(0.005)
    assert gate.inside == 0
