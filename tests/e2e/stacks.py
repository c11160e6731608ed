"""The two ways in which Hearth runs, each started for real."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import StorageState

from tests.support.hearth import HearthServer
from tests.support.nginx import NginxServer
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer

PASSWORD = "correct-horse-battery"
_FOUND = """
from chat.actions import organisation, people, rooms
owner = organisation.found(name="Tidewater", username="alice", email="alice@example.org",
                           password={password!r}, display_name="Alice Moreau")
bob = people.create_user(username="bob", email="bob@example.org", password={password!r},
                         display_name="Bob Tanaka")
"""


@dataclass
class Stack:
    """A Hearth with an organisation, `alice` its owner and `bob` a member, at `url`.

    `port` is where a browser's connection ends; a proxy of the tests goes in front of it.
    `log_ins` has the cookies of those who logged in once, as their own browsers keep them.
    """

    url: str
    port: int
    hearth: HearthServer
    log_ins: dict[str, StorageState] = field(default_factory=dict)

    def python(self, code: str) -> str:
        """Run code in Hearth's own environment, as a management command would."""
        return self.hearth.manage("shell", "--no-imports", "-c", code)

    def query(self, expression: str) -> Any:
        """The value of an expression over `chat.models`, by way of JSON."""
        code = f"import json\nfrom chat.models import *\nprint(json.dumps({expression}))"
        return json.loads(self.python(code).strip().splitlines()[-1])

    def people(self) -> None:
        """Make the organisation and its two people."""
        self.python(_FOUND.format(password=PASSWORD))


@contextmanager
def embedded() -> Iterator[Stack]:
    """One process, SQLite, the in-memory layer: what `make run` starts."""
    with HearthServer() as hearth:
        stack = Stack(f"http://localhost:{hearth.ports[0]}", hearth.ports[0], hearth)
        stack.people()
        yield stack


@contextmanager
def production() -> Iterator[Stack]:
    """nginx with TLS in front of two workers, with Redis and PostgreSQL."""
    with PostgresServer() as postgres, RedisServer() as redis, NginxServer() as nginx:
        env = {"SITE_URL": nginx.url, "TRUSTED_PROXIES": "1"}
        database_url = postgres.create_database()
        with HearthServer(
            database_url=database_url, redis_url=redis.url, workers=2, env=env
        ) as hearth:
            nginx.serve([f"127.0.0.1:{port}" for port in hearth.ports], hearth.data / "static")
            stack = Stack(nginx.url, nginx.https_port, hearth)
            stack.people()
            yield stack


STACKS = {"embedded": embedded, "production": production}
