"""Whoever can write to Redis does not run code in Hearth: nothing there is unpickled."""

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from project.caching import Cache, JsonSerializer
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


def test_attempts_are_counted_while_redis_is_away(redis_server: RedisServer) -> None:
    options = {"serializer": "project.caching.JsonSerializer", "socket_connect_timeout": 1}
    cache = Cache(redis_server.url, {"KEY_PREFIX": "hearth", "OPTIONS": options})
    cache.set("attempts", [1.0])
    redis_server.stop()
    assert cache.get("attempts", []) == []
    cache.set("attempts", [2.0])
    assert cache.get("attempts") == [2.0]
    assert cache.add("once", 1)
    assert not cache.add("once", 1)
    assert cache.incr("once") == 2
    assert cache.has_key("once")
    assert cache.touch("once", 60)
    assert cache.get_many(["once"]) == {"once": 2}
    assert cache.delete("once")
    redis_server.start()
    cache.set("attempts", [3.0])
    assert cache.get("attempts") == [3.0]


def test_production_uses_it_and_nothing_of_ours_unpickles() -> None:
    settings = (ROOT / "project" / "settings.py").read_text()
    assert '"serializer": "project.caching.JsonSerializer"' in settings
    folders = (ROOT / name for name in ("project", "chat", "channels_socketio"))
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        assert not re.search(
            r"^\s*(?:import|from) (?:pickle|marshal|shelve)", path.read_text(), re.M
        )
