"""The cache in Redis: JSON and no pickle, and this process's memory while Redis is away."""

import logging
from collections.abc import Callable
from typing import Any

import orjson
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)
_AWAY = (RedisConnectionError, RedisTimeoutError)


class JsonSerializer:
    """For the `serializer` option of Django's Redis cache: numbers, strings, lists, dictionaries.

    Django's own is pickle, with which whoever can write to Redis runs code in every worker.
    A value that JSON cannot hold raises TypeError; one that is no JSON reads as missing.
    """

    def dumps(self, value: Any) -> int | bytes:
        """As it is stored. A whole number stays one, so that Redis can add to it."""
        if type(value) is int:
            return value
        return orjson.dumps(value)

    def loads(self, data: bytes) -> Any:
        """As it was."""
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            return None


class Cache(RedisCache):
    """Redis, or this process's memory for what is asked while Redis does not answer.

    The cache holds counts of attempts: people can log in during an outage, and each worker goes on
    counting by itself.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache(f"while {server} is away", {"TIMEOUT": 300})

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().add, self._memory.add, args, kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().get, self._memory.get, args, kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().set, self._memory.set, args, kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().touch, self._memory.touch, args, kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().delete, self._memory.delete, args, kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().incr, self._memory.incr, args, kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().has_key, self._memory.has_key, args, kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        """As in Django."""
        return self._either(super().get_many, self._memory.get_many, args, kwargs)

    def _either(
        self, there: Callable[..., Any], here: Callable[..., Any], args: Any, kwargs: Any
    ) -> Any:
        try:
            return there(*args, **kwargs)
        except _AWAY as error:
            logger.warning("the cache in Redis does not answer, using memory: %s", error)
            return here(*args, **kwargs)
