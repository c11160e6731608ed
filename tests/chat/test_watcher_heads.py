"""Which numbers were delivered without a gap."""

from hypothesis import given
from hypothesis import strategies as st

from chat.watcher.heads import MOST_AHEAD, Heads


def test_a_sequence_advances_with_what_is_delivered() -> None:
    heads = Heads()
    heads.start("room:1", 5)
    heads.delivered("room:1", 6)
    heads.delivered("room:1", 6)
    heads.delivered("room:1", 4)
    assert heads["room:1"] == 6
    assert heads.behind({"room:1": 6}) == []
    assert heads.behind({"room:1": 7}) == ["room:1"]


def test_what_arrives_ahead_of_a_gap_counts_once_the_gap_is_filled() -> None:
    heads = Heads()
    heads.start("room:1", 5)
    heads.delivered("room:1", 8)
    heads.delivered("room:1", 7)
    assert heads["room:1"] == 5
    heads.delivered("room:1", 6)
    assert heads["room:1"] == 8


def test_catching_up_takes_along_what_was_ahead() -> None:
    heads = Heads()
    heads.start("room:1", 5)
    for number in (7, 8, 11):
        heads.delivered("room:1", number)
    heads.caught_up("room:1", 6)
    assert heads["room:1"] == 8
    heads.caught_up("room:1", 3)
    assert heads["room:1"] == 8
    heads.caught_up("room:1", 20)
    assert heads["room:1"] == 20


def test_a_sequence_that_nobody_watched_is_behind_and_starts_where_it_is_heard() -> None:
    heads = Heads()
    assert heads.behind({"user:3": 0}) == ["user:3"]
    heads.delivered("user:3", 9)
    assert heads["user:3"] == 9
    heads.start("user:3", 2)
    assert heads["user:3"] == 9
    heads.keep_only({"room:1"})
    assert "user:3" not in heads


def test_what_is_ahead_is_bounded() -> None:
    heads = Heads()
    heads.start("room:1", 0)
    for number in range(2, MOST_AHEAD + 500):
        heads.delivered("room:1", number)
    heads.delivered("room:1", 1)
    assert heads["room:1"] == MOST_AHEAD + 1


@given(st.lists(st.integers(1, 30)))
def test_in_any_order_the_head_is_the_last_number_before_the_first_gap(order: list[int]) -> None:
    heads = Heads()
    heads.start("room:1", 0)
    for number in order:
        heads.delivered("room:1", number)
    expected = 0
    while expected + 1 in order:
        expected += 1
    assert heads["room:1"] == expected
