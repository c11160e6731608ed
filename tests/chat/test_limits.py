"""Token buckets, with a clock of the test's own."""

import pytest

from chat.errors import TooMany
from chat.limits import Buckets


class Clock:
    """A clock that stands still until told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_through_and_then_the_rate() -> None:
    clock = Clock()
    buckets = Buckets(2, 3, clock=clock)
    for _ in range(3):
        buckets.take("ada")
    with pytest.raises(TooMany) as refused:
        buckets.take("ada")
    assert refused.value.details == {"retry_after": 0.5}
    clock.now += 0.5
    buckets.take("ada")
    with pytest.raises(TooMany):
        buckets.take("ada")


def test_each_key_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(1, 1, clock=Clock())
    buckets.take("ada")
    buckets.take("ben")


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    clock = Clock()
    buckets = Buckets(10, 2, clock=clock)
    buckets.take("ada")
    clock.now += 1_000
    buckets.take("ada")
    buckets.take("ada")
    with pytest.raises(TooMany):
        buckets.take("ada")


def test_a_refusal_costs_nothing() -> None:
    clock = Clock()
    buckets = Buckets(1, 1, clock=clock)
    buckets.take("ada")
    for _ in range(50):
        with pytest.raises(TooMany):
            buckets.take("ada")
    clock.now += 1
    buckets.take("ada")


def test_keys_are_forgotten_the_full_ones_first() -> None:
    clock = Clock()
    buckets = Buckets(1, 5, clock=clock, most=10)
    for number in range(10):
        buckets.take(number)
    clock.now += 60
    for _ in range(5):
        buckets.take("busy")
    assert len(buckets) == 1
    with pytest.raises(TooMany):
        buckets.take("busy")


def test_a_crowd_of_empty_buckets_stays_bounded() -> None:
    buckets = Buckets(1, 1, clock=Clock(), most=10)
    for number in range(1_000):
        buckets.take(number)
        assert len(buckets) <= 10
