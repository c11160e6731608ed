"""`manage.py serve`: what it prints, what it refuses, and workers that are kept alive."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import websockets

from tests.support.hearth import BASE, HearthServer, is_ready
from tests.support.ports import free_port
from tests.support.redis import RedisServer


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has been served from once."""
    data = tmp_path_factory.mktemp("data")
    with HearthServer(data=data, lent=False) as hearth:
        assert "Migrating the database" in hearth.log
    return data


@pytest.fixture(scope="module")
def redis_of_two() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="module")
def lasting(
    tmp_path_factory: pytest.TempPathFactory, redis_of_two: RedisServer
) -> Iterator[HearthServer]:
    """Two workers over Redis, for all that leave them as they are."""
    data = tmp_path_factory.mktemp("lasting")
    with HearthServer(data=data, redis_url=redis_of_two.url, workers=2) as hearth:
        yield hearth


@pytest.fixture
def two(prepared: Path, redis_of_two: RedisServer) -> Iterator[HearthServer]:
    """Two workers over Redis, to be ended."""
    with HearthServer(data=prepared, redis_url=redis_of_two.url, workers=2) as hearth:
        yield hearth


def _refused(data: Path, *arguments: str, **env: str) -> str:
    """The one line that `serve` says, on the way out."""
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments],
        cwd=BASE,
        env={"DATA": str(data), "PATH": "/usr/bin:/bin", "PORT": str(free_port()), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_the_address_and_the_owners_link_are_printed_last(prepared: Path) -> None:
    with HearthServer(data=prepared) as hearth:
        _wait(lambda: "/setup/" in hearth.log)
        address, link = hearth.log.strip().splitlines()[-2:]
    assert address == f"Hearth serves {hearth.url}"
    assert f"{hearth.url}/setup/" in link
    for word in ("Stop", "Back up", "Upgrade"):
        assert word in hearth.log


def test_a_port_on_the_command_line_is_that_of_the_links_too(prepared: Path) -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=BASE,
        env={"DATA": str(prepared), "PATH": "/usr/bin:/bin", "PORT": "8000"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = next(line for line in process.stdout if line.startswith("Hearth serves"))
            assert is_ready(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
    assert said.strip() == f"Hearth serves http://127.0.0.1:{port}"


def test_a_second_start_is_quick_and_repeats_nothing(prepared: Path) -> None:
    before = (prepared / "server.log").read_text()
    with HearthServer(data=prepared) as hearth:
        assert hearth.process is not None
        # Its own seconds on a core, whatever else the machine does: 1.2 when this was written.
        assert _cpu_seconds(hearth.process.pid) < 5
        said = hearth.log.removeprefix(before)
    assert "Hearth serves" in said
    assert "Migrating" not in said
    assert "Collecting" not in said


def test_a_taken_port_is_refused(prepared: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = _refused(prepared, PORT=str(port))
    assert f"Port {port} " in said
    assert f"PORT={port + 10}" in said


def test_workers_without_redis_are_refused(prepared: Path) -> None:
    assert "REDIS_URL" in _refused(prepared, WORKERS="2")
    assert "REDIS_URL" in _refused(prepared, "--workers", "2")


def test_an_unreachable_redis_is_refused(prepared: Path) -> None:
    said = _refused(prepared, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert "Redis cannot be used" in said
    assert "start it, or mend REDIS_URL" in said


def test_an_unreachable_postgresql_is_refused(prepared: Path) -> None:
    said = _refused(prepared, DATABASE_URL=f"postgresql://x@127.0.0.1:{free_port()}/hearth")
    assert "PostgreSQL cannot be used" in said
    assert "start it, or mend DATABASE_URL" in said


def test_a_locked_database_is_refused(prepared: Path) -> None:
    with closing(sqlite3.connect(prepared / "hearth.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "is locked by another program" in _refused(prepared, SQLITE_TIMEOUT="1")


def test_a_database_without_its_migrations_is_refused(tmp_path: Path) -> None:
    assert "manage.py prepare" in _refused(tmp_path)


def test_a_second_server_on_the_same_data_is_refused(prepared: Path) -> None:
    with HearthServer(data=prepared):
        assert "serves from" in _refused(prepared)


def test_a_wrong_variable_is_one_line(prepared: Path) -> None:
    assert "PORT is 'many'" in _refused(prepared, PORT="many")


async def test_a_websocket_to_another_path_is_refused_without_a_word(
    lasting: HearthServer,
) -> None:
    with pytest.raises(websockets.InvalidStatus, match="403"):
        await websockets.connect(f"{lasting.url.replace('http', 'ws')}/elsewhere/")
    time.sleep(1.5)  # the launcher looks after applications that ended once a second
    assert "Traceback" not in lasting.log


async def test_each_worker_has_its_name_and_its_port(lasting: HearthServer) -> None:
    assert sorted(lasting.pids) == ["w1", "w2"]
    for name, url in zip(("w1", "w2"), lasting.urls, strict=True):
        address = f"{url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
        # By its SITE_URL: the only Origin that is let in.
        async with websockets.connect(address, origin=lasting.url) as client:  # type: ignore[arg-type]
            opened = json.loads(str(await client.recv())[1:])
        assert opened["sid"].startswith(f"{name}.")


def test_a_killed_worker_comes_back_and_the_other_never_stops(lasting: HearthServer) -> None:
    first, killed = lasting.pids["w1"], lasting.kill("w2")
    assert is_ready(lasting.urls[0])
    _wait(lambda: lasting.pids.get("w2", killed) != killed)
    lasting.wait_ready(lasting.urls[1])
    assert is_ready(lasting.urls[0])
    assert lasting.pids["w1"] == first


def test_a_term_signal_ends_all_workers_and_exits_0(two: HearthServer) -> None:
    pids = two.pids.values()
    assert two.stop() == 0
    assert not any(_lives(pid) for pid in pids)


def test_workers_end_when_their_supervisor_is_killed(two: HearthServer) -> None:
    pids = list(two.pids.values())
    assert two.process is not None
    two.process.kill()
    two.process.wait(10)
    _wait(lambda: not any(_lives(pid) for pid in pids))


def test_workers_listen_on_unix_sockets_for_their_group_alone(
    prepared: Path, redis_of_two: RedisServer, tmp_path: Path
) -> None:
    paths = [tmp_path / "w1.sock", tmp_path / "w2.sock"]
    with _serving_at(tmp_path, prepared, redis_of_two) as process:
        _wait(lambda: all(_answers(path) for path in paths))
        assert {path.stat().st_mode & 0o777 for path in paths} == {0o660}
        process.kill()  # nothing is tidied up, and the next start takes the sockets over
        process.wait(10)
    with _serving_at(tmp_path, prepared, redis_of_two) as process:
        _wait(lambda: all(_answers(path) for path in paths))
        process.terminate()
        assert process.wait(20) == 0


def test_ctrl_c_ends_in_good_order(prepared: Path) -> None:
    with HearthServer(data=prepared) as hearth:
        assert hearth.process is not None
        hearth.process.send_signal(signal.SIGINT)
        assert hearth.process.wait(20) == 0


def _serving_at(folder: Path, data: Path, redis: RedisServer) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--workers", "2", "--socket-dir", str(folder)],
        cwd=BASE,
        env={"DATA": str(data), "PATH": "/usr/bin:/bin", "REDIS_URL": redis.url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(path))
            line.sendall(b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return line.recv(100).startswith(b"HTTP/1.1 200 ")
        except OSError:  # nobody listens, or one that is about to end
            return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return b"Z" not in Path(f"/proc/{pid}/stat").read_bytes().split()[2]


def _wait(holds: Callable[[], bool], *, timeout: float = 30.0) -> None:
    deadline = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.05)
