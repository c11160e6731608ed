"""Servers for the live tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.fixtures import database_url, postgres, redis_server
from tests.support.hearth import HearthServer
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer

__all__ = ["database_url", "postgres", "redis_server"]


@dataclass(frozen=True)
class Two:
    """Two workers, and the Redis between them."""

    hearth: HearthServer
    redis: RedisServer


@pytest.fixture(scope="session")
def _two(postgres: PostgresServer) -> Iterator[Two]:
    with RedisServer() as redis:
        url = postgres.create_database(migrated=True)
        env = {"PRESENCE_SECONDS": "2"}  # which each renews so often
        with HearthServer(database_url=url, redis_url=redis.url, workers=2, env=env) as hearth:
            yield Two(hearth, redis)


@pytest.fixture
def two(_two: Two) -> Two:
    """Two workers over Redis and PostgreSQL, both ready, whatever an earlier test did to one. Of
    other tests' people there may be some, none of them online."""
    for url in _two.hearth.urls:
        _two.hearth.wait_ready(url)
    return _two


@pytest.fixture
def workers(two: Two) -> HearthServer:
    """Both of them."""
    return two.hearth
