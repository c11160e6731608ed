"""What the cache in Redis holds: JSON. Django's own serialiser is pickle, with which whoever can
write to Redis runs code in every worker."""

from typing import Any

import orjson


class JsonSerializer:
    """For the `serializer` option of Django's Redis cache: numbers, strings, lists, dictionaries.

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
