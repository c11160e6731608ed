"""Whoever can write to Redis does not run code in Hearth: nothing there is unpickled."""

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from project.caching import JsonSerializer
from tests.support.redis import RedisServer

ROOT = Path(__file__).resolve().parents[2]


class Bomb:
    """What unpickling runs."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("a value from Redis was unpickled",))


def _cache(server: RedisServer) -> RedisCache:
    options = {"serializer": "project.caching.JsonSerializer"}
    return RedisCache(server.url, {"KEY_PREFIX": "hearth", "OPTIONS": options})


def test_a_pickle_in_the_cache_reads_as_nothing(redis_server: RedisServer) -> None:
    cache = _cache(redis_server)
    client = redis.Redis.from_url(redis_server.url)
    client.set(cache.make_and_validate_key("attempts"), pickle.dumps(Bomb()))
    assert cache.get("attempts") is None
    client.close()


def test_the_cache_keeps_what_rate_limits_need(redis_server: RedisServer) -> None:
    cache = _cache(redis_server)
    assert cache.add("once", 1, 60)
    assert not cache.add("once", 1, 60)
    cache.set("history", [1.5, 2.25])
    assert cache.get("history") == [1.5, 2.25]
    cache.set("count", 1)
    assert cache.incr("count") == 2
    cache.set("yes", True)
    assert cache.get("yes") is True
    with pytest.raises(TypeError):
        JsonSerializer().dumps(Bomb())


def test_production_uses_it_and_nothing_of_ours_unpickles() -> None:
    settings = (ROOT / "project" / "settings.py").read_text()
    assert '"serializer": "project.caching.JsonSerializer"' in settings
    folders = (ROOT / name for name in ("project", "chat", "channels_socketio"))
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        assert not re.search(
            r"^\s*(?:import|from) (?:pickle|marshal|shelve)", path.read_text(), re.M
        )
