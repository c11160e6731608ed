"""What a process keeps of what it made: bounded in bytes, the least used going first."""

import threading

import pytest
from pytest_django import Settings

from chat.lru import BESIDE, LRUCache, made, size_of


def cache_of(entries: int) -> LRUCache:
    return LRUCache(lambda: entries * (BESIDE + 100))


def test_what_is_kept_is_found_and_what_was_not_used_goes_first() -> None:
    cache = cache_of(2)
    for number, name in enumerate("abc"):
        cache.put(name, number, 100)
    assert (cache.get("a"), cache.get("b")) == (None, 1)
    cache.put("d", 3, 100)
    assert (cache.get("b"), cache.get("c"), cache.get("d")) == (1, None, 3)


def test_what_is_used_no_longer_goes_too() -> None:
    cache = cache_of(2)
    for number in range(20):
        cache.put(number, str(number), 100)
        assert cache.get(number) == str(number)
    assert (len(cache), cache.get(0), cache.get(19)) == (2, None, "19")
    assert cache.size == 2 * (BESIDE + 100)


def test_what_is_put_again_counts_once_and_what_is_too_large_is_not_kept() -> None:
    cache = cache_of(2)
    for value in (1, 2, 3):
        cache.put("a", value, 100)
    assert (cache.get("a"), cache.size) == (3, BESIDE + 100)
    cache.put("b", 4, 2 * (BESIDE + 100))
    assert (cache.get("a"), cache.get("b")) == (3, None)
    cache.clear()
    assert (cache.get("a"), cache.size, len(cache)) == (None, 0, 0)


def test_a_process_keeps_as_much_as_the_setting_says(settings: Settings) -> None:
    made.clear()
    settings.HEARTH = {**settings.HEARTH, "MADE_CACHE_BYTES": 2 * BESIDE}
    made.put("a", 1, BESIDE)
    made.put("b", 2, BESIDE + 1)
    assert (made.get("a"), made.get("b")) == (1, None)
    settings.HEARTH = {**settings.HEARTH, "MADE_CACHE_BYTES": 0}
    made.put("c", 3, 0)
    assert made.get("c") is None
    made.clear()


def test_texts_weigh_what_they_take_in_tuples_too() -> None:
    assert size_of(("x" * 1_000, 7, None)) > 1_000
    assert size_of((("x" * 1_000,),)) > 1_000


@pytest.mark.parametrize("rounds", [300])
def test_threads_use_it_at_once(rounds: int) -> None:
    cache, wrong = cache_of(5), []

    def use(start: int) -> None:
        for number in range(start, start + rounds):
            cache.put(number % 9, number % 9, 100)
            found = cache.get((number + 1) % 9)
            if found not in (None, (number + 1) % 9):
                wrong.append(found)

    threads = [threading.Thread(target=use, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert cache.size == len(cache) * (BESIDE + 100) <= 5 * (BESIDE + 100)
