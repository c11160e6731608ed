"""Real clients against real servers: one worker, and four behind a balancer without affinity."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.channels_socketio import python_client
from tests.channels_socketio.conftest import ROOT, Served
from tests.channels_socketio.places import TRANSPORTS, Place, four_workers, one_worker

CLIENT = Path(__file__).with_name("client.mjs")
NOTHING = dict.fromkeys(("connections", "sockets", "rooms", "pending"), 0)


@pytest.fixture(scope="module")
def one() -> Iterator[Place]:
    """One worker, whose frames go through ASGI."""
    with one_worker() as found:
        yield found


@pytest.fixture(scope="module")
def four() -> Iterator[Place]:
    """Four workers, whose frames go straight to the transport."""
    with four_workers("direct") as found:
        yield found


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
    with httpx.Client(base_url=worker.url) as http:
        while any((now := _least_held(http))[key] > most[key] for key in most):
            assert time.monotonic() < deadline, f"{now}, not {most}"
    return now


def _least_held(http: httpx.Client) -> dict[str, int]:
    """What a worker holds. The least of some looks: it has short tasks of its own."""
    looks = []
    for _ in range(4):
        looks.append(http.get("/state").json())
        time.sleep(0.03)
    return {key: min(look[key] for look in looks) for key in looks[0]}
