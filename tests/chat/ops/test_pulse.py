"""What a process says of itself, and that it measures nothing for nobody."""

import asyncio
import time
from pathlib import Path

import pytest

from chat.ops import pulse as module
from chat.ops.pulse import Pulse
from chat.ops.report import parse


async def test_a_loop_that_was_held_up_is_late_by_as_much() -> None:
    pulse = Pulse()
    assert pulse.lag() is None
    pulse.touch()
    await asyncio.sleep(0.01)
    time.sleep(0.3)
    async with asyncio.timeout(5):
        while (lag := pulse.lag()) is None:
            await asyncio.sleep(0.01)
    assert 200 < lag < 5_000
    await pulse.stop()


async def test_it_measures_once_whoever_asks_and_ends_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ASKED_SECONDS", 0.1)
    pulse = Pulse()
    pulse.touch()
    task = pulse._task
    assert task is not None
    pulse.touch()
    assert pulse._task is task
    async with asyncio.timeout(5):
        await task
    pulse.touch()
    assert pulse._task is not task
    await pulse.stop()


async def test_what_was_long_ago_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse()
    pulse._late.append((time.monotonic() - 60, 9.0))
    assert pulse.lag() is None
    await pulse.stop()


def test_work_is_seen_as_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, used = 100.0, 5.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(time, "process_time", lambda: used)
    pulse = Pulse()
    now, used = 102.0, 5.5
    assert pulse.cpu() == pytest.approx(25)
    now, used = 102.2, 5.7
    assert pulse.cpu() == pytest.approx(25), "too soon for another"
    now, used = 104.0, 5.5
    assert pulse.cpu() == 0


@pytest.mark.parametrize("text", [None, "", "1", "a b c"])
def test_memory_is_unknown_where_the_system_does_not_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "statm").write_text(text)
    monkeypatch.setattr(module, "STATM", tmp_path / "statm")
    assert Pulse().memory() is None


@pytest.mark.parametrize("body", [None, 7, [], {}, {"by": {"websocket": 1}}])
def test_a_report_that_cannot_be_read_is_none(body: object) -> None:
    assert parse(body) is None
