"""A PostgreSQL server of the tests' own, in a folder that goes with it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

from tests.support.ports import free_port, wait_for_port

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


class PostgresServer:
    """`with PostgresServer() as postgres:` serves; `postgres.create_database()` gives a URL.

    Text sorts and folds by C.UTF-8, as in production. `stop()` ends the server the hard way and
    `start()` brings it back on the same port with its data.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def __enter__(self) -> Self:
        # Below /tmp itself: initdb refuses root, and the user postgres cannot pass a 0700 folder.
        self.folder = Path(tempfile.mkdtemp(prefix="hearth-postgres-", dir="/tmp"))
        try:
            self._create_cluster()
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()

    def url(self, database: str = "postgres") -> str:
        """The `DATABASE_URL` of one of its databases."""
        return f"postgresql://hearth@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """Make an empty database and give its URL."""
        self._made += 1
        name = f"hearth_{self._made}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def start(self) -> None:
        """Start and return when it accepts connections. Does nothing when it runs."""
        if self._process is not None:
            return
        settings = [*_FAST, "max_connections=200", "listen_addresses=127.0.0.1"]
        self._process = subprocess.Popen(
            [
                *(program("postgres"), "-D", self._data, "-k", str(self.folder)),
                *("-p", str(self.port)),
                *(part for setting in settings for part in ("-c", setting)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_as_postgres(),
        )
        wait_for_port(self.port)
        self._wait_until_recovered()

    def stop(self) -> None:
        """End it at once, connections and all. Does nothing when it is stopped."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(timeout=20)
        self._process = None

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _wait_until_recovered(self) -> None:
        """It listens before it lets anyone in, longer after a hard stop."""
        deadline = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _create_cluster(self) -> None:
        owner = _as_postgres()
        if owner:
            shutil.chown(self.folder, owner["user"], owner["group"])
        subprocess.run(
            [
                *(program("initdb"), "-D", self._data, "-U", "hearth", "-A", "trust"),
                *("--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            **owner,
        )

    def _remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def program(name: str) -> str:
    """The newest installed PostgreSQL's `name`; Debian keeps them out of PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parts[4])
    )
    found = next((path / name for path in reversed(folders) if (path / name).exists()), None)
    return str(found or shutil.which(name) or name)


def _as_postgres() -> dict[str, Any]:
    """What makes a subprocess run as the user postgres, where we are root; else nothing."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}
