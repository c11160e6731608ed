"""The two ways in which Hearth runs, each started for real."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import StorageState

from tests.e2e import elsewhere
from tests.support.hearth import HearthServer
from tests.support.nginx import Balancer, NginxServer
from tests.support.ports import free_port
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
# Rooms and all that hangs on them, and what people keep of their own: theirs go with the rooms.
_AFRESH = """
from django.db import transaction
from chat.actions import membership, rooms
from chat.models import AccessToken, CustomEmoji, Invite, Poll, Room, Sidebar, User, UserGroup
for kind in (Room, Poll, Sidebar, UserGroup, CustomEmoji, Invite, AccessToken):
    kind.objects.all().delete()
alice, bob = (User.objects.get(username=name) for name in ("alice", "bob"))
with transaction.atomic():
    membership.place_in_room(room=rooms.create_general(creator=alice), user=bob, by=None)
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
        return self.hearth.python(code)

    def query(self, expression: str) -> Any:
        """The value of an expression over `chat.models`, by way of JSON."""
        code = f"import json\nfrom chat.models import *\nprint(json.dumps({expression}))"
        return json.loads(self.python(code).strip().splitlines()[-1])

    def afresh(self) -> None:
        """Leave Alice and Bob with an empty #general and nothing of what was before, so that no
        test meets what another has said. Nobody may be there meanwhile."""
        self.python(_AFRESH)

    def people(self) -> None:
        """Make the organisation and its two people."""
        self.python(_FOUND.format(password=PASSWORD))


@contextmanager
def embedded() -> Iterator[Stack]:
    """One process, SQLite, the in-memory layer: what `make run` starts."""
    with HearthServer(env=elsewhere.ALLOWED) as hearth:
        stack = Stack(f"http://localhost:{hearth.ports[0]}", hearth.ports[0], hearth)
        stack.people()
        yield stack


@contextmanager
def production(*, websockets: bool = True) -> Iterator[Stack]:
    """nginx with TLS in front of two workers, with Redis and PostgreSQL."""
    with NginxServer() as nginx, _two_workers(nginx.url) as hearth:
        workers = [f"127.0.0.1:{port}" for port in hearth.ports]
        nginx.serve(workers, hearth.data / "static", websockets=websockets)
        stack = Stack(nginx.url, nginx.https_port, hearth)
        stack.people()
        yield stack


@contextmanager
def _two_workers(url: str) -> Iterator[HearthServer]:
    with PostgresServer() as postgres, RedisServer() as redis:
        env = {"SITE_URL": url, "TRUSTED_PROXIES": "1", "FILES_BY_NGINX": "1", **elsewhere.ALLOWED}
        database = postgres.create_database(migrated=True)
        with HearthServer(database_url=database, redis_url=redis.url, workers=2, env=env) as hearth:
            yield hearth


@contextmanager
def _behind_a_balancer(hearth: HearthServer, port: int) -> Iterator[Stack]:
    with Balancer(hearth.ports, websockets=False, port=port) as balancer:
        stack = Stack(f"http://localhost:{balancer.port}", balancer.port, hearth)
        stack.people()
        yield stack


@contextmanager
def scattered_by_polling() -> Iterator[Stack]:
    """Two workers behind a balancer without affinity, which refuses WebSockets: every other poll
    lands on the worker that does not hold its session, the others on the one that does."""
    port = free_port()
    with _two_workers(f"http://localhost:{port}") as hearth, _behind_a_balancer(hearth, port) as s:
        yield s


STACKS = {"embedded": embedded, "production": production}
POLLING_STACKS: dict[str, Callable[[], AbstractContextManager[Stack]]] = {
    "production by polling": partial(production, websockets=False),
    "scattered by polling": scattered_by_polling,
}
