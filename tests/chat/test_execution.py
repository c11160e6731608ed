"""Database work in threads: bounded, apart for reads and writes, and its failures told apart."""

import asyncio
import threading

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from chat import execution
from chat.errors import NotFound, Unavailable
from chat.execution import run_action, run_query
from chat.models import Organisation, User


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("gone")])
async def test_a_database_that_does_not_answer_is_unavailable(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise error

    for run in (run_action, run_query):
        with pytest.raises(Unavailable):
            await run(fail)
    assert str(error) in caplog.text


async def test_other_errors_are_what_they_are() -> None:
    for error in (NotFound(), IntegrityError("duplicate"), RuntimeError("a bug")):

        def fail(error: Exception = error) -> None:
            raise error

        with pytest.raises(type(error)):
            await run_action(fail)


async def test_a_slow_query_delays_no_action() -> None:
    release = threading.Event()
    slow = [asyncio.create_task(run_query(release.wait, timeout=20)) for _ in range(30)]
    try:
        async with asyncio.timeout(5):
            assert await run_action(lambda: "done") == "done"
    finally:
        release.set()
        await asyncio.gather(*slow)


async def test_writes_to_sqlite_share_one_thread_and_are_bounded_elsewhere() -> None:
    together = threading.Barrier(2)

    def meet() -> bool:
        try:
            together.wait(0.2)
        except threading.BrokenBarrierError:
            return False
        return True

    met = await asyncio.gather(run_action(meet), run_action(meet))
    assert all(met) is (connection.vendor != "sqlite")


async def test_past_the_bound_work_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "MOST_WAITING", 3)
    release = threading.Event()
    waiting = [asyncio.create_task(run_query(release.wait, timeout=20)) for _ in range(3)]
    try:
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await run_query(lambda: None)
    finally:
        release.set()
        await asyncio.gather(*waiting)
    assert await run_query(lambda: 1) == 1


@pytest.fixture
def people(transactional_db: None) -> None:
    """Someone to count."""
    User.objects.create(username="ada", name_key="ada")


async def test_a_failed_transaction_leaves_its_thread_usable(people: None) -> None:
    def clash() -> None:
        with transaction.atomic():
            Organisation.objects.create(name="one")
            Organisation.objects.create(name="two")

    for _ in range(3):
        with pytest.raises(IntegrityError):
            await run_action(clash)
    assert await run_action(Organisation.objects.count) == 0
    assert await run_query(User.objects.count) == 1


async def test_a_connection_is_not_left_open_inside_a_transaction(people: None) -> None:
    def state() -> tuple[bool, bool]:
        User.objects.count()
        return connection.in_atomic_block, connection.is_usable()

    assert await run_query(state) == (False, True)


async def test_a_caller_who_is_cancelled_does_not_stop_the_action() -> None:
    started, release, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        release.wait(10)
        done.set()

    task = asyncio.create_task(run_action(work))
    await asyncio.to_thread(started.wait, 10)
    task.cancel()
    release.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(done.wait, 10)
