"""`/healthz`: this process is alive. `/readyz`: it can serve, and is not about to end."""

import logging
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)
_SECONDS = 2


class Readiness:
    """What the launcher says of this process."""

    draining = False


readiness = Readiness()


def problems() -> list[str]:
    """What keeps this process from serving: `draining`, `database`, `redis`; empty when ready.

    Asks the database and Redis, each for at most a few seconds: not for the event loop's thread.
    """
    checks: dict[str, Callable[[], Any]] = {"database": _ask_database}
    if settings.REDIS_URL:
        checks["redis"] = _ask_redis
    found = ["draining"] if readiness.draining else []
    for name, check in checks.items():
        try:
            check()
        except Exception as error:  # whatever it is, the answer is "not ready" and the log says why
            logger.warning("not ready: %s: %s", name, str(error).strip())
            found.append(name)
    return found


async def problems_async() -> list[str]:
    """`problems()`, from a coroutine."""
    if readiness.draining:
        return ["draining"]
    found: list[str] = await database_sync_to_async(problems, thread_sensitive=False)()
    return found


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    import redis  # here: one process does without, and starts sooner

    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
    )
    try:
        client.ping()
    finally:
        client.close()
