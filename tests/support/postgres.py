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

from tests.support.collected import alone
from tests.support.migrated import fingerprint, migrate
from tests.support.ports import free_port, wait_for_port

# The migrated database that each cluster comes with, for others to be made from.
MIGRATED = "migrated"
_SHELF = Path(__file__).resolve().parents[2] / "var" / "test-clusters"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")
_DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=128MB")


class PostgresServer:
    """`with PostgresServer() as postgres:` serves; `postgres.create_database()` gives a URL.

    Text sorts and folds by C.UTF-8, as in production. `stop()` ends the server the hard way and
    `start()` brings it back on the same port with its data. A cluster is made and migrated once;
    servers get copies of it, which is a tenth of the time. `lent=False` makes one anew, without.
    One that is `durable` waits for its disk at each commit, as in production.
    """

    def __init__(self, *, lent: bool = True, durable: bool = False) -> None:
        self._lent = lent
        self._settings = _DURABLE if durable else _FAST
        self.port = free_port()
        self.folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def __enter__(self) -> Self:
        # Below /tmp itself: initdb refuses root, and the user postgres cannot pass a 0700 folder.
        self.folder = Path(tempfile.mkdtemp(prefix="hearth-postgres-", dir="/tmp"))
        try:
            owner = _as_postgres()
            if owner:
                shutil.chown(self.folder, owner["user"], owner["group"])
            if self._lent:
                self._borrow_cluster()
            else:
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

    def socket_url(self, url: str) -> str:
        """The same database over the server's socket, as in `deploy/env.example`."""
        name = url.rpartition("/")[2]
        return f"postgresql://hearth@/{name}?host={self.folder}&port={self.port}"

    def create_database(self, *, migrated: bool = False) -> str:
        """Make a database, empty or as our migrations leave it, and give its URL."""
        self._made += 1
        name, template = f"hearth_{self._made}", MIGRATED if migrated else "template1"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def start(self) -> None:
        """Start and return when it accepts connections. Does nothing when it runs."""
        if self._process is not None:
            return
        settings = [*self._settings, "max_connections=200", "listen_addresses=127.0.0.1"]
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

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it at once, connections and all; by SIGINT in good order. Does nothing when it is
        stopped."""
        if self._process is None:
            return
        self._process.send_signal(how)
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

    def _borrow_cluster(self) -> None:
        # Beside the version of PostgreSQL, what it depends on is what migrating depends on.
        version = Path(program("initdb")).parts[-3]
        with alone(_SHELF):
            kept = _SHELF / f"{version}-{fingerprint()}"
            if not kept.exists():
                _make_cluster(kept)
            command = ["cp", "--recursive", "--preserve=mode", str(kept), self._data]
            subprocess.run(command, check=True, capture_output=True)
        if owner := _as_postgres():
            command = ["chown", "--recursive", f"{owner['user']}:{owner['group']}", self._data]
            subprocess.run(command, check=True, capture_output=True)

    def _create_cluster(self) -> None:
        subprocess.run(
            [
                *(program("initdb"), "-D", self._data, "-U", "hearth", "-A", "trust"),
                *("--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            **_as_postgres(),
        )

    def _remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _make_cluster(kept: Path) -> None:
    """Put a cluster with a migrated database on the shelf, and nothing else."""
    for older in _SHELF.iterdir():
        if older.is_dir():
            shutil.rmtree(older)
    with PostgresServer(lent=False) as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {MIGRATED}")
        migrate({"DATABASE_URL": server.url(MIGRATED)})
        server.stop(signal.SIGINT)
        shutil.copytree(server.folder / "data", kept.with_suffix(".partial"))
        kept.with_suffix(".partial").rename(kept)


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
