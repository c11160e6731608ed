"""Real clients against real servers: one worker, and four behind a balancer without affinity."""

import contextlib
import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.channels_socketio import python_client
from tests.channels_socketio.conftest import ROOT, Served, serving
from tests.support.nginx import Balancer
from tests.support.redis import RedisServer

CLIENT = Path(__file__).with_name("client.mjs")
TRANSPORTS = {
    "polling": ["polling"],
    "WebSocket": ["websocket"],
    "polling with upgrade": ["polling", "websocket"],
}

NOTHING = dict.fromkeys(("connections", "sockets", "rooms", "pending"), 0)


@dataclass(frozen=True)
class Place:
    """Where clients connect, and the workers behind it."""

    url: str
    workers: tuple[Served, ...]

    def ends(self, transports: list[str]) -> list[str]:
        """The transports a client may be on in the end. An upgrade that lands on another worker
        than the session's is refused, which leaves the client on polling."""
        return transports[-1:] if len(self.workers) == 1 else transports


@pytest.fixture(scope="module")
def one() -> Iterator[Place]:
    """One worker, whose frames go through ASGI."""
    with serving() as server:
        yield Place(server.url, (server,))


@pytest.fixture(scope="module")
def four() -> Iterator[Place]:
    """Four workers, whose frames go straight to the transport."""
    with RedisServer() as redis, contextlib.ExitStack() as stack:
        names = ("w1", "w2", "w3", "w4")
        served = [stack.enter_context(serving(redis.url, "direct", worker=n)) for n in names]
        balancer = stack.enter_context(Balancer([server.port for server in served]))
        yield Place(balancer.url, tuple(served))


@pytest.fixture(params=["one", "four"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each of both."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("transports", TRANSPORTS.values(), ids=TRANSPORTS)
@pytest.mark.parametrize("client", ["socket.io-client", "socket.io-client-4.4.1"])
def test_the_official_client_finds_everything_as_it_should_be(
    place: Place, client: str, transports: list[str]
) -> None:
    options = {"client": client, "transports": transports, "ends": place.ends(transports)}
    run = subprocess.run(
        ["node", str(CLIENT), place.url, json.dumps(options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.strip() == "all as it should be", run.stderr


@pytest.mark.parametrize("transports", TRANSPORTS.values(), ids=TRANSPORTS)
def test_rooms_broadcasts_and_their_acks_are_the_same_on_every_worker(
    place: Place, transports: list[str]
) -> None:
    script = str(CLIENT.with_name("rooms.mjs"))
    run = subprocess.run(
        ["node", script, place.url, json.dumps(transports), str(len(place.workers))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.strip() == "all as it should be", run.stderr


@pytest.mark.parametrize("transports", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_the_python_client_finds_the_same(place: Place, transports: list[str]) -> None:
    await python_client.check(place.url, transports, place.ends(transports))


@pytest.mark.parametrize("transports", TRANSPORTS.values(), ids=TRANSPORTS)
def test_clients_that_close_at_once_leave_nothing_behind(
    place: Place, transports: list[str]
) -> None:
    # The first of them wakes what lives as long as the process does.
    _come_and_go(place, transports)
    before = [_until_held(worker, NOTHING) for worker in place.workers]
    _come_and_go(place, transports)
    for worker, held in zip(place.workers, before, strict=True):
        _until_held(worker, held)


def _come_and_go(place: Place, transports: list[str]) -> None:
    run = subprocess.run(
        ["node", str(CLIENT.with_name("hasty.mjs")), place.url, json.dumps(transports)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.strip() == "all closed", run.stderr


def _until_held(worker: Served, most: dict[str, int]) -> dict[str, int]:
    """What a worker holds once it is no more than `most`."""
    deadline = time.monotonic() + 10
    while any((now := _least_held(worker))[key] > most[key] for key in most):
        assert time.monotonic() < deadline, f"{now}, not {most}"
    return now


def _least_held(worker: Served) -> dict[str, int]:
    """What a worker holds. The least of some looks: it has short tasks of its own."""
    looks = []
    for _ in range(5):
        looks.append(httpx.get(f"{worker.url}/state").json())
        time.sleep(0.03)
    return {key: min(look[key] for look in looks) for key in looks[0]}
