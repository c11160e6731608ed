"""Times in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chat.when import find_when, parse_when, split_when, zone_named

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)  # a Saturday
LISBON = ZoneInfo("Europe/Lisbon")


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("in 20 minutes", "2026-11-21T19:05"),
        ("20m", "2026-11-21T19:05"),
        ("for 2 hours", "2026-11-21T20:45"),
        ("in an hour", "2026-11-21T19:45"),
        ("3 days", "2026-11-24T18:45"),
        ("a week", "2026-11-28T18:45"),
        ("tomorrow", "2026-11-22T09:00"),
        ("Tomorrow at 9", "2026-11-22T09:00"),
        ("tomorrow 14:30", "2026-11-22T14:30"),
        ("tonight", "2026-11-21T20:00"),
        ("monday", "2026-11-23T09:00"),
        ("on fri at 5pm", "2026-11-27T17:00"),
        ("saturday", "2026-11-28T09:00"),
        ("at 17:00", "2026-11-22T17:00"),
        ("21.15", "2026-11-21T21:15"),
        ("12am", "2026-11-22T00:00"),
        ("2026-12-24", "2026-12-24T09:00"),
        ("2026-12-24 18:00", "2026-12-24T18:00"),
    ],
)
def test_what_people_write_is_a_moment_in_their_zone(words: str, then: str) -> None:
    found = parse_when(words, now=NOW, zone=LISBON)
    assert found is not None
    assert found.astimezone(LISBON).isoformat()[:16] == then


@pytest.mark.parametrize(
    "words",
    ["", "soon", "at 25", "13pm", "tomorrow at 25", "2026-13-40", "in 999999 days", "x" * 999],
)
def test_other_words_are_none(words: str) -> None:
    assert parse_when(words, now=NOW, zone=LISBON) is None


def test_a_time_at_the_end_is_split_off() -> None:
    words, moment = split_when("call the dyke reeve tomorrow at 9", now=NOW, zone=LISBON)
    assert (words, moment) == (
        "call the dyke reeve", parse_when("tomorrow at 9", now=NOW, zone=LISBON),
    )  # fmt: skip
    assert split_when("call the reeve", now=NOW, zone=LISBON) == ("call the reeve", None)


def test_a_time_may_stand_in_front() -> None:
    words, moment = find_when("in 20 minutes to look at it", now=NOW, zone=LISBON)
    assert (words, moment) == ("to look at it", parse_when("20m", now=NOW, zone=LISBON))
    assert find_when("look at it", now=NOW, zone=LISBON) == ("look at it", None)
    assert find_when("", now=NOW, zone=LISBON) == ("", None)


def test_a_zone_that_is_not_known_is_utc() -> None:
    assert zone_named("Europe/Lisbon") == LISBON
    assert zone_named("Mars/Olympus") == ZoneInfo("UTC")
    assert zone_named("../etc/passwd") == ZoneInfo("UTC")
