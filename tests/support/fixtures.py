"""The servers of tests/support as fixtures. Each pytest-xdist worker starts its own."""

from collections.abc import Iterator

import pytest

from tests.support.nginx import NginxServer
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for the whole run; a test makes its own database in it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database_url(postgres: PostgresServer) -> str:
    """The `DATABASE_URL` of an empty PostgreSQL database, this test's own."""
    return postgres.create_database()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis, this test's own: it may stop and start it."""
    with RedisServer() as server:
        yield server


@pytest.fixture
def nginx() -> Iterator[NginxServer]:
    """Ports and a certificate for nginx; the test calls `serve()` when its workers listen."""
    with NginxServer() as server:
        yield server
