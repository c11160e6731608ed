"""project/checks.py: what `manage.py check` says."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage

from project import checks
from tests.support.hearth import BASE

PRODUCTION = {"SITE_URL": "https://chat.example.org", "TRUSTED_PROXIES": "1"}


def _check(folder: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=BASE,
        env={"DATA": str(folder), "PATH": "/usr/bin:/bin", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_are_clean(tmp_path: Path) -> None:
    done = _check(tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_plain_http_is_warned_of(tmp_path: Path) -> None:
    assert "hearth.W1" in _check(tmp_path, SITE_URL="http://chat.example.org").stderr


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"SITE_URL": "https://a", "TRUSTED_PROXIES": 1}, []),
        ({"SITE_URL": "https://a", "TRUSTED_PROXIES": 0}, ["hearth.W2"]),
        ({"SITE_URL": "http://a", "TRUSTED_PROXIES": 0}, []),
    ],
)
def test_https_without_a_trusted_proxy_is_warned_of(
    settings: Any, values: dict[str, object], found: list[str]
) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    assert _ids(checks.a_proxy_is_trusted(None)) == found


@pytest.mark.parametrize(
    ("workers", "engine", "found"),
    [(1, "sqlite3", []), (2, "sqlite3", ["hearth.W3"]), (2, "postgresql", [])],
)
def test_several_workers_on_one_sqlite_file_are_warned_of(
    settings: Any, monkeypatch: pytest.MonkeyPatch, workers: int, engine: str, found: list[str]
) -> None:
    settings.WORKERS = workers
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")
    assert _ids(checks.workers_share_a_database(None)) == found


def test_a_key_that_others_can_read_is_an_error(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    key = tmp_path / "secret_key"
    key.write_text("x")
    key.chmod(0o644)
    assert _ids(checks.data_is_private(None)) == ["hearth.E2"]
    key.chmod(0o600)
    assert _ids(checks.data_is_private(None)) == []


def test_missing_npm_libraries_are_an_error(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    assert _ids(checks.npm_libraries_are_installed(None)) == ["hearth.E1"]


def _ids(messages: list[CheckMessage]) -> list[str]:
    return [message.id or "" for message in messages]
