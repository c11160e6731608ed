"""The clock of a worker: what is due is done, and what fails holds up nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chat.errors import Unavailable
from chat.timers import Job, Timers


class FakeHub:
    """Notes what would run."""

    def __init__(self) -> None:
        self.background: list[Callable[[], Any]] = []

    def add_background(self, factory: Callable[[], Any]) -> None:
        self.background.append(factory)


class Things:
    """Some are due until they are done; `broken` ones fail each time."""

    def __init__(self, *due: int, broken: tuple[int, ...] = ()) -> None:
        self.waiting, self.broken, self.tried = list(due), broken, list[int]()
        self.fault: type[Exception] = ValueError

    def due(self, *, now: datetime, most: int) -> list[int]:
        return self.waiting[:most]

    def do(self, pk: int) -> None:
        self.tried.append(pk)
        if pk in self.broken:
            raise self.fault("broken")
        self.waiting.remove(pk)

    @property
    def job(self) -> Job:
        return Job("thing", self.due, self.do)


async def test_what_is_due_is_done_in_its_order() -> None:
    things, hub = Things(1, 2, 3), FakeHub()
    timers = Timers(hub, [things.job])
    assert hub.background == [timers.run]
    await timers.look()
    assert (things.tried, things.waiting) == ([1, 2, 3], [])


async def test_one_that_fails_is_said_and_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    things = Things(1, 2, broken=(1,))
    timers = Timers(FakeHub(), [things.job])
    await timers.look()
    await timers.look()  # not tried again for a minute
    assert (things.tried, things.waiting) == ([1, 2], [1])
    assert [record.message for record in caplog.records] == ["thing 1 failed"]


async def test_while_the_database_is_away_the_look_ends_and_forgets_nothing() -> None:
    things = Things(1, 2, broken=(1,))
    things.fault = Unavailable
    timers = Timers(FakeHub(), [things.job])
    with pytest.raises(Unavailable):
        await timers.look()
    things.broken = ()
    await timers.look()
    assert (things.tried, things.waiting) == ([1, 1, 2], [])
