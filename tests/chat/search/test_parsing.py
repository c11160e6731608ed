"""What people ask for, read: words, phrases, filters, and whatever else comes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.search.parsing import Asked, Wanted, parse

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # in Amsterdam it is the 22nd, a Sunday


def _parse(query: str) -> Asked:
    return parse(query, now=NOW, zone=ZoneInfo("Europe/Amsterdam"), length=500, terms=20)


@pytest.mark.parametrize(
    ("query", "words", "without"),
    [
        ("two Words", ["two", "words"], []),
        ('"two  Words" three', ["two words", "three"], []),
        ('"never closed here', ["never closed here"], []),
        ('plan -draft -"old plan"', ["plan"], ["draft", "old plan"]),
        ("--no-verify - ok", ["--no-verify", "ok"], []),
        ("https://example.org 10:30", ["https://example.org", "10:30"], []),
        ("word word", ["word"], []),
        ("from: in:", [], []),
        ("' & ! :* (", ["'", "&", "!", ":*", "("], []),
    ],
)
def test_words_are_read(query: str, words: list[str], without: list[str]) -> None:
    asked = _parse(query)
    assert (asked.words, asked.without, asked.problem) == (words, without, "")


def test_filters_are_read_and_their_opposites() -> None:
    asked = _parse('from:@ana -from:"Ben Ode" in:#general -in:den has:Links -has:poll is:saved')
    assert asked.people == [Wanted("ana"), Wanted("Ben Ode", False)]
    assert asked.rooms == [Wanted("#general"), Wanted("den", False)]
    assert asked.has == [Wanted("link"), Wanted("poll", False)]
    assert asked.states == [Wanted("saved")]
    assert not asked.problem


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("on:2026-11-01", "2026-11-01", "2026-11-02"),
        ("before:2026-11-01", None, "2026-11-01"),
        ("after:2026-11-01", "2026-11-02", None),
        ("on:2026-12", "2026-12-01", "2027-01-01"),
        ("on:2025", "2025-01-01", "2026-01-01"),
        ("on:today", "2026-11-22", "2026-11-23"),
        ("after:yesterday", "2026-11-22", None),
        ("on:monday", "2026-11-16", "2026-11-17"),
        ("before:7d", None, "2026-11-15"),
        ("after:2026-11-01 after:2026-10-01", "2026-11-02", None),
    ],
)
def test_days_are_the_askers_own(query: str, since: str | None, until: str | None) -> None:
    asked = _parse(query)
    found = [moment and f"{moment:%Y-%m-%d}" for moment in (asked.since, asked.until)]
    assert found == [since, until]
    assert all(m.hour == 0 and m.tzinfo for m in (asked.since, asked.until) if m)


@pytest.mark.parametrize(
    "query", ["before:soon", "on:2026-13-40", "after:9999999", "has:fun", "is:nice", "before:0001"]
)
def test_what_cannot_be_is_said(query: str) -> None:
    assert "takes" in _parse(query).problem


def test_what_is_too_much_is_said() -> None:
    assert "500 characters" in _parse("x" * 100_000).problem
    assert "20 words" in _parse(" ".join(f"w{n}" for n in range(21))).problem


@given(st.text(max_size=120) | st.from_regex(r'(-?(on|from|is):"?[0-9d/ -]{0,12}"? ?)+'))
@settings(max_examples=200, deadline=None)
def test_any_text_has_an_answer(query: str) -> None:
    asked = _parse(query)
    assert all(word == word.strip() and word for word in (*asked.words, *asked.without))
