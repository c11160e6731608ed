"""Connection state recovery with the official client, on one worker and on any of four."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels_socketio.conftest import ROOT
from tests.channels_socketio.places import TRANSPORTS, Place, four_workers, one_worker

CLIENT = Path(__file__).with_name("recovering.mjs")
RECOVERY = '{"connection_state_recovery": 10000}'


@pytest.fixture(scope="module", params=[one_worker, four_workers], ids=["one", "four"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Workers with recovery switched on."""
    with request.param("direct", RECOVERY) as found:
        yield found


@pytest.mark.parametrize("transports", TRANSPORTS.values(), ids=TRANSPORTS)
def test_the_official_client_is_recovered_with_what_it_missed(
    place: Place, transports: list[str]
) -> None:
    run = subprocess.run(
        ["node", str(CLIENT), place.url, json.dumps(transports)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.strip() == "recovered", run.stderr
