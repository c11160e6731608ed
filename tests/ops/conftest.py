"""What several files here are served by: a probe under the launcher, and a site behind nginx."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connections

from project import environment
from project.postgresql.base import DatabaseWrapper
from tests.ops.database import Connect
from tests.ops.probing import Probe, running
from tests.support.hearth import HearthServer
from tests.support.nginx import NginxServer
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer

_numbers = count()  # each connection its own pool


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probe]:
    with running(tmp_path_factory.mktemp("probe")) as served:
        yield served


@pytest.fixture
def own_probe(tmp_path: Path) -> Iterator[Probe]:
    """One that the test may end."""
    with running(tmp_path) as served:
        yield served


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[NginxServer, HearthServer]]:
    """nginx with TLS in front of two workers."""
    with RedisServer() as redis, NginxServer() as nginx:
        env = {"SITE_URL": nginx.url, "TRUSTED_PROXIES": "1", "FILES_BY_NGINX": "1"}
        with HearthServer(redis_url=redis.url, workers=2, env=env) as hearth:
            static = hearth.data / "static"
            nginx.serve([f"127.0.0.1:{port}" for port in hearth.ports], static)
            yield nginx, hearth


@pytest.fixture
def web(site: tuple[NginxServer, HearthServer]) -> Iterator[httpx.Client]:
    """A client that trusts the certificate."""
    with httpx.Client(base_url=site[0].url, verify=site[0].tls) as client:
        yield client


@pytest.fixture
def connect(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Connect]:
    """Gives a connection to one database, whatever the tests' is."""
    url, usual = postgres.create_database(), connections["default"].settings_dict
    with ExitStack() as opened:

        def made(query: str = "", **more: Any) -> DatabaseWrapper:
            monkeypatch.setenv("DATABASE_URL", url + query)
            settings = {**usual, **environment.database(tmp_path), **more}
            database = DatabaseWrapper(settings, f"aside-{next(_numbers)}")
            opened.callback(database.close_pool)
            opened.callback(database.close)
            return database

        yield made
