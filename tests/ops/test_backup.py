"""`manage.py backup`: a file from which Hearth can be made again."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.hearth import BASE
from tests.support.postgres import PostgresServer, program


def _manage(data: Path, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE,
        env={"DATA": str(data), "PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database."""
    folder = tmp_path_factory.mktemp("migrated")
    assert _manage(folder, "migrate", "-v0").returncode == 0
    return folder


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder in use."""
    folder = shutil.copytree(migrated, tmp_path / "data")
    (folder / "files" / "2026" / "11").mkdir(parents=True)
    (folder / "files" / "2026" / "11" / "b").write_text("a file")
    return folder


def test_a_backup_while_someone_writes_is_whole(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "there" / "backup.tar.gz"
    with closing(sqlite3.connect(data / "hearth.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        done = _manage(data, "backup", "--to", str(target))
    assert done.returncode == 0, done.stderr
    assert target.stat().st_mode & 0o777 == 0o600
    with tarfile.open(target) as tar:
        names = tar.getnames()
        tar.extractall(tmp_path / "restored", filter="data")
    assert {"hearth.sqlite3", "secret_key", "files/2026/11/b", "RESTORE.txt"} <= set(names)
    restored = _manage(tmp_path / "restored", "migrate", "--check")
    assert restored.returncode == 0  # every migration is there, so the copy is a whole database
    with closing(sqlite3.connect(tmp_path / "restored" / "hearth.sqlite3")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_never_replaces_another_file(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"
    target.write_text("mine")
    done = _manage(data, "backup", "--to", str(target))
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert target.read_text() == "mine"


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    done = _manage(tmp_path / "empty", "backup")
    assert done.returncode == 1
    assert "There is no database" in done.stderr


def test_a_backup_of_postgresql_can_be_restored(postgres: PostgresServer, data: Path) -> None:
    url, other = postgres.create_database(), postgres.create_database()
    path = f"{Path(program('pg_dump')).parent}:{os.environ['PATH']}"
    assert _manage(data, "migrate", "-v0", DATABASE_URL=url).returncode == 0
    target = data / "backup.tar.gz"
    done = _manage(data, "backup", "--to", str(target), DATABASE_URL=url, PATH=path)
    assert done.returncode == 0, done.stderr
    with tarfile.open(target) as tar:
        tar.extractall(data / "restored", filter="data")
    dump = data / "restored" / "hearth.dump"
    restore = [program("pg_restore"), "--no-owner", "--dbname", other, str(dump)]
    subprocess.run(restore, check=True, capture_output=True)
    assert _manage(data, "migrate", "--check", DATABASE_URL=other).returncode == 0
