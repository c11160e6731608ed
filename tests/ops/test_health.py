"""project/health.py: alive, and ready."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import AsyncClient, Client

from project.health import readiness
from tests.support.redis import RedisServer


@pytest.fixture
def draining() -> Iterator[None]:
    readiness.draining = True
    yield
    readiness.draining = False


def test_a_process_is_alive_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready_asks_the_database(client: Client, db: None) -> None:
    assert client.get("/readyz").json() == {"ready": True, "problems": []}


async def test_both_answer_on_the_event_loop_too(async_client: AsyncClient, db: None) -> None:
    assert (await async_client.get("/healthz")).status_code == 200
    assert (await async_client.get("/readyz")).status_code in {200, 503}


def test_a_probe_by_address_over_plain_http_is_answered(
    client: Client, settings: Any, db: None
) -> None:
    settings.ALLOWED_HOSTS = ["chat.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "10.1.2.3:8000"}).status_code == 200


def test_a_draining_process_is_not_ready_but_alive(
    client: Client, draining: None, db: None
) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["draining"])
    assert client.get("/healthz").status_code == 200


def test_without_its_database_it_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", _fail)
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["database"])


def _fail() -> None:
    raise ConnectionError("gone")


def test_without_its_redis_it_is_not_ready(
    client: Client, settings: Any, redis_server: RedisServer, db: None
) -> None:
    settings.REDIS_URL = redis_server.url
    assert client.get("/readyz").status_code == 200
    redis_server.stop()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["redis"])
