"""What the database and Redis say of themselves. Plain functions, called in threads."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Count
from django.db.models.functions import TruncMinute
from django.utils import timezone

from chat.events.ops import DatabaseState, RedisState
from chat.models import Message
from chat.models.messages import MessageKind
from chat.ops.minutes import minute_of, start_of

REDIS_SECONDS = 1.0
_NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
_POSTGRESQL = """
SELECT current_setting('server_version'), pg_database_size(current_database()), count(*),
       current_setting('max_connections')::int
FROM pg_stat_activity WHERE datname = current_database()
"""
_SQLITE = """
SELECT sqlite_version(), page_count * page_size, NULL, NULL
FROM pragma_page_count(), pragma_page_size()
"""


@dataclass(frozen=True)
class DatabaseReading:
    """The database's state, and the messages written in each minute since the one asked for, by
    minutes since 1970; None where it does not answer."""

    state: DatabaseState
    minutes: dict[int, int] | None


def read_database(*, since: int) -> DatabaseReading:
    """Three queries, one of them the least that can be asked. Raises nothing for a database that
    is away."""
    try:
        return DatabaseReading(_ask_database(), _messages(since))
    except (OperationalError, InterfaceError):
        return no_database()


def no_database() -> DatabaseReading:
    """What is said of a database that does not answer."""
    name = _NAMES[connection.vendor]
    state = DatabaseState(name=name, version=None, latency=None, size=None, connections=None)
    return DatabaseReading(state, None)


def _ask_database() -> DatabaseState:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        start = time.perf_counter()
        cursor.execute("SELECT 1")
        cursor.fetchone()
        latency = (time.perf_counter() - start) * 1_000
        cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)
        version, size, connections, most = cursor.fetchone()
    return DatabaseState(
        name=_NAMES[connection.vendor],
        version=str(version).split()[0],
        latency=latency,
        size=size,
        connections=connections,
        connections_max=most,
    )


def _messages(since: int) -> dict[int, int]:
    rows = Message.objects.filter(kind=MessageKind.TEXT, created_at__gte=start_of(since))
    grouped = rows.order_by().values(minute=TruncMinute("created_at")).annotate(written=Count("pk"))
    return {minute_of(row["minute"]): row["written"] for row in grouped}


def read_redis() -> RedisState | None:
    """None where Redis is not in use. Raises nothing where it does not answer."""
    if not settings.REDIS_URL:
        return None
    import redis  # here: one process does without, and starts sooner

    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    try:
        client.ping()  # connects
        start = time.perf_counter()
        client.ping()
        latency = (time.perf_counter() - start) * 1_000
        info: dict[str, Any] = client.info()
    except (redis.RedisError, OSError):
        return no_redis()
    finally:
        client.close()
    return RedisState(
        version=str(info["redis_version"]),
        latency=latency,
        memory=info["used_memory"],
        clients=info["connected_clients"],
    )


def no_redis() -> RedisState | None:
    """What is said of a Redis that does not answer; None where it is not in use."""
    if not settings.REDIS_URL:
        return None
    return RedisState(version=None, latency=None, memory=None, clients=None)


def this_minute() -> int:
    """The minute that runs."""
    return minute_of(timezone.now())
