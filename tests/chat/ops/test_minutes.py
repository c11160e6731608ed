"""Counts of the last hour, whatever is asked when."""

from hypothesis import given
from hypothesis import strategies as st

from chat.ops.minutes import MINUTES, UNSURE, Minutes, minute_of, start_of


def test_a_minute_and_its_start_are_each_others() -> None:
    assert minute_of(start_of(29_000_000)) == 29_000_000


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 5)), max_size=30),
    st.integers(0, 3),
)
def test_looks_at_any_times_count_what_one_look_would(
    steps: list[tuple[int, int]], late: int
) -> None:
    """Messages are written in the minute `now - late` of each step, `late` within what is asked
    for again; the last hour is what a look that remembers nothing finds."""
    late = min(late, UNSURE)
    minutes, now, stored = Minutes(), 1_000, dict[int, int]()
    for ahead, written in steps:
        now += ahead
        stored[now - late] = stored.get(now - late, 0) + written
        since = minutes.since(now)
        found = {minute: count for minute, count in stored.items() if minute >= since}
        shown = minutes.take(found, since=since, now=now)
        assert shown == [stored.get(m, 0) for m in range(now - MINUTES + 1, now + 1)]


def test_only_the_last_minutes_are_asked_for_again() -> None:
    minutes = Minutes()
    assert minutes.since(100) == 41
    minutes.take({}, since=41, now=100)
    assert minutes.since(100) == 98
    assert minutes.since(300) == 241


def test_a_clock_that_was_set_back_is_followed() -> None:
    minutes = Minutes()
    minutes.take({100: 5}, since=41, now=100)
    since = minutes.since(90)
    assert since == 88
    assert minutes.take({90: 2}, since=since, now=90)[-1] == 2
