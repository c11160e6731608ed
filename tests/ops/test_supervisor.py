"""project/launcher/supervisor.py, with workers that are small programs of the test's own."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.hearth import BASE

_RUN = """
import sys
from pathlib import Path
from project.launcher import supervisor
from project.launcher.addresses import Address

folder = Path(sys.argv[1])
supervisor._command = lambda address: ["-c", sys.argv[2], str(folder), address.worker]
addresses = [Address(name, path=folder / f"{name}.sock") for name in ("w1", "w2")]
sys.exit(supervisor.Supervisor(
    addresses, on_ready=lambda: (folder / "ready").touch(), seconds=3
).run())
"""
_LISTEN = """
import os, signal, socket, sys
name = f"{sys.argv[1]}/{sys.argv[2]}.sock"
if os.path.exists(name):
    os.unlink(name)
line = socket.socket(socket.AF_UNIX)
line.bind(name)
line.listen()
open(f"{sys.argv[1]}/{sys.argv[2]}.started", "a").write("x")
"""


def _start(folder: Path, worker: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, str(folder), worker],
        cwd=BASE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, f"no {path.name}"
        time.sleep(0.02)


def test_a_worker_that_gives_up_at_the_start_ends_the_whole(tmp_path: Path) -> None:
    process = _start(tmp_path, "import sys; sys.exit(3)")
    _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "exited 3 before it served" in said
    assert not (tmp_path / "ready").exists()


def test_a_worker_that_dies_again_and_again_is_started_ever_more_slowly(tmp_path: Path) -> None:
    worker = _LISTEN + (
        "import time\n"
        "while not os.path.exists(f'{sys.argv[1]}/ready'): time.sleep(0.02)\n"
        "if sys.argv[2] == 'w1': signal.pause()\n"
    )
    with _start(tmp_path, worker) as process:
        _wait_for(tmp_path / "ready")
        time.sleep(3.5)  # 0.2 + 0.4 + 0.8 + 1.6 s of delays, and the starts themselves
        process.terminate()
        assert process.wait(10) == 0
    assert 2 <= len((tmp_path / "w2.started").read_text()) <= 5
    assert (tmp_path / "w1.started").read_text() == "x"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_does_not_end_is_killed_after_its_time(
    tmp_path: Path, number: signal.Signals
) -> None:
    worker = _LISTEN + (
        "signal.signal(signal.SIGTERM, lambda *_: None)\nwhile True: signal.pause()\n"
    )
    with _start(tmp_path, worker) as process:
        _wait_for(tmp_path / "ready")
        process.send_signal(number)
        assert process.wait(20) == 1
