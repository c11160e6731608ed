"""Hearth itself, as it runs in earnest: `manage.py serve` in processes of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support import collected, migrated
from tests.support.forked import Forked, run_script
from tests.support.shell import Shell

BASE = Path(__file__).resolve().parents[2]
# What the developer's own shell may set, and a test's server must not see.
_OURS = (
    *("PORT", "HOST", "DATABASE_URL", "REDIS_URL", "WORKERS", "SITE_URL", "DATA", "SECRET_KEY"),
    *("TRUSTED_PROXIES", "DEBUG", "ALLOWED_HOSTS", "OPEN_SIGNUP", "EMAIL_HOST", "HEARTH_WORKER"),
)


class HearthServer:
    """`with HearthServer(...) as hearth:` serves at `hearth.url`, ready to be asked.

    `workers` processes listen on `hearth.ports`, the first at `hearth.url`; more than one needs
    `redis_url`. `data` is a folder, made and removed by the server when it is not given. `env`
    adds to the environment. A folder without a database gets a migrated one, unless `lent` is
    false. When it fails to start, the error carries its log.
    """

    def __init__(
        self,
        *,
        data: Path | None = None,
        database_url: str = "",
        redis_url: str = "",
        workers: int = 1,
        env: dict[str, str] | None = None,
        port: int | None = None,
        lent: bool = True,
    ) -> None:
        self._temporary = None if data else tempfile.TemporaryDirectory(prefix="hearth-data-")
        self.data = data or Path(self._temporary.name if self._temporary else "")
        first = port or free_block(workers)
        self.ports = list(range(first, first + workers))
        self.urls = [f"http://127.0.0.1:{port}" for port in self.ports]
        self.url = self.urls[0]
        given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "WORKERS": str(workers)}
        inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
        self.env = {
            **inherited,
            **{name: value for name, value in given.items() if value},
            "DATA": str(self.data),
            "PORT": str(first),
            **(env or {}),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "project.settings",
        }
        self._lends_database = lent and not database_url
        self.process: Forked | None = None
        self._shell = Shell(BASE, self.env)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            sys.stderr.write(f"--- the server's log ---\n{self.log}\n")
        self._shell.close()
        self.stop()
        if self._temporary is not None:
            self._temporary.cleanup()

    @property
    def log(self) -> str:
        """All that the server has printed."""
        path = self.data / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def pids(self) -> dict[str, int]:
        """Each worker's process id by its name (`w1`, `w2`, …), of those that live now."""
        assert self.process is not None
        candidates = [self.process.pid, *_children(self.process.pid)]
        named = {_worker_name(pid): pid for pid in candidates}
        return {name: pid for name, pid in named.items() if name} or {"w1": self.process.pid}

    def start(self, *, timeout: float = 60.0) -> None:
        """Migrate, collect, serve; returns when every worker answers `/readyz`."""
        collected.lend(self.data)
        if self._lends_database:
            migrated.lend(self.data)
        self.process = run_script(
            "manage.py", "serve", "--prepare", output=self.data / "server.log", env=self.env
        )
        for url in self.urls:
            self.wait_ready(url, timeout=timeout)
        collected.keep(self.data)

    def wait_ready(self, url: str = "", *, timeout: float = 30.0) -> None:
        """Return when the worker at `url` (the first, unless told) is ready."""
        deadline = time.monotonic() + timeout
        while not is_ready(url or self.url):
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"the server exited {self.process.returncode}:\n{self.log}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url or self.url} is not ready:\n{self.log}")
            time.sleep(0.05)

    def stop(self, *, timeout: float = 40.0) -> int:
        """Ask it to end, as systemd does, and give its exit code; -9 when it had to be killed."""
        if self.process is None:
            return 0
        process, children = self.process, _children(self.process.pid)
        self.process = None
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            for pid in [process.pid, *children]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return process.wait(10)

    def kill(self, worker: str) -> int:
        """`kill -9` one worker by name; gives the process id that it had."""
        pid = self.pids[worker]
        os.kill(pid, signal.SIGKILL)
        return pid

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run a management command on this server's data; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def python(self, code: str) -> str:
        """Run code on this server's data, as a management command would: in another process, with a
        database connection of its own. Gives what it printed."""
        return self._shell.run(code)


def is_ready(url: str) -> bool:
    """Whether `/readyz` at `url` answers 200 now."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def free_block(count: int) -> int:
    """The first of `count` free ports in a row, below those that the system hands out itself."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0)
    start = 20_000 + number * 2_000 + os.getpid() % 97 * 10
    for first in range(start, 32_000, 10):
        if all(_is_free(port) for port in range(first, first + count)) and first not in _given:
            _given.add(first)
            return first
    raise RuntimeError("no free ports in a row")


_given: set[int] = set()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def _worker_name(pid: int) -> str:
    """The name after `--worker` on a process's command line; empty where there is none."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return ""
    if "--worker" in words:
        return words[words.index("--worker") + 1]
    return ""
