"""Servers in processes of their own that start at once: forked from one that has the libraries.

A server's start is mostly imports, and the tests start more than a hundred. Python's fork server
has them loaded; what runs in the fork is what a shell would have started, in a fresh process of
its own: nothing of Hearth, no settings and no event loop is there before.
"""

import importlib
import multiprocessing
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import TimeoutExpired
from types import ModuleType

# Libraries that read no settings when they are imported. Not `daphne.server`: it makes an event
# loop, which no two processes may share.
LIBRARIES = (
    *("asyncio", "orjson", "psycopg", "pydantic", "markdown_it", "nh3", "pygments.lexers"),
    *("django.core.management", "django.db.models", "django.forms", "django.test.client"),
    *("channels.routing", "channels.layers", "channels_redis.pubsub", "redis.asyncio"),
    *("twisted.internet.asyncioreactor", "twisted.internet.endpoints", "twisted.web.http"),
    *("autobahn.twisted.websocket", "daphne.http_protocol", "daphne.ws_protocol"),
)
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.support.forked_libraries"])


def load_libraries() -> None:
    """Called once, in the process that is forked."""
    for name in LIBRARIES:
        importlib.import_module(name)


class Forked:
    """A process, with what tests use of `subprocess.Popen`."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid: int = process.pid or 0

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative for the signal that ended it; None while it lives."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self.returncode

    def terminate(self) -> None:
        """SIGTERM, where it still lives."""
        with suppress(ProcessLookupError):
            self._process.terminate()

    def kill(self) -> None:
        """SIGKILL, where it still lives."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def send_signal(self, number: int) -> None:
        """A signal, where it still lives."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended. Raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutExpired(str(self._process.name), timeout or 0)
        return self.returncode


def run_module(
    name: str, *arguments: str, output: Path, errors: Path, env: dict[str, str]
) -> Forked:
    """`python -m name arguments…` in the repository's folder; what it prints goes to the files."""
    return _start(_module, name, arguments, (output, errors), env)


def run_script(path: str, *arguments: str, output: Path, env: dict[str, str]) -> Forked:
    """`python path arguments…` in the repository's folder; what it prints goes to the file."""
    return _start(_script, path, arguments, (output, output), env)


def _start(
    run: Callable[[str], object],
    name: str,
    arguments: tuple[str, ...],
    printed: tuple[Path, Path],
    env: dict[str, str],
) -> Forked:
    process = _context.Process(target=_become, args=(run, name, arguments, printed, env))
    with _nothing_of_ours():
        process.start()
    return Forked(process)


@contextmanager
def _nothing_of_ours() -> Iterator[None]:
    """The fork would import the program that asks for it, which it needs nothing of."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _module(name: str) -> None:
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _script(path: str) -> None:
    runpy.run_path(path, run_name="__main__")


def _become(
    run: Callable[[str], object],
    name: str,
    arguments: tuple[str, ...],
    printed: tuple[Path, Path],
    env: dict[str, str],
) -> None:
    os.environ.clear()
    os.environ.update(env)
    sys.argv = [name, *arguments]
    for file, stream, number in zip(printed, (sys.stdout, sys.stderr), (1, 2), strict=True):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        stream.flush()
        os.dup2(handle, number)
        os.close(handle)
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    run(name)
