"""Where clients of the interop tests connect: one worker, and four that know no affinity."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.channels_socketio.conftest import Served, serving
from tests.support.nginx import Balancer
from tests.support.redis import RedisServer

TRANSPORTS = {
    "polling": ["polling"],
    "WebSocket": ["websocket"],
    "polling with upgrade": ["polling", "websocket"],
}


@dataclass(frozen=True)
class Place:
    """Where clients connect, and the workers behind it."""

    url: str
    workers: tuple[Served, ...]

    def ends(self, transports: list[str]) -> list[str]:
        """The transports a client may be on in the end. An upgrade that lands on another worker
        than the session's is refused, which leaves the client on polling."""
        return transports[-1:] if len(self.workers) == 1 else transports


@contextlib.contextmanager
def one_worker(*arguments: str) -> Iterator[Place]:
    """One worker; `arguments` are for `server.py`."""
    with serving(*arguments) as server:
        yield Place(server.url, (server,))


@contextlib.contextmanager
def four_workers(*arguments: str) -> Iterator[Place]:
    """Four workers over a Redis, behind a balancer that hands each request to the next."""
    with RedisServer() as redis, contextlib.ExitStack() as stack:
        served = [
            stack.enter_context(serving(redis.url, *arguments, worker=name))
            for name in ("w1", "w2", "w3", "w4")
        ]
        balancer = stack.enter_context(Balancer([server.port for server in served]))
        yield Place(balancer.url, tuple(served))
