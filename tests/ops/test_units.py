"""deploy/*.service and *.timer: systemd itself reads them."""

import subprocess
from pathlib import Path

import pytest

from tests.support.hearth import BASE

DEPLOY = BASE / "deploy"
UNITS = ("hearth.service", "hearth-backup.service", "hearth-backup.timer")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units in a folder, with this checkout in the place of /opt/hearth."""
    for name in UNITS:
        text = (DEPLOY / name).read_text()
        assert "/opt/hearth" in text or name.endswith(".timer")
        (tmp_path / name).write_text(text.replace("/opt/hearth", str(BASE)))
    return tmp_path


def _systemd_analyze(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", UNITS)
def test_systemd_has_nothing_to_say_about_a_unit(installed: Path, name: str) -> None:
    done = _systemd_analyze("verify", "--man=no", str(installed / name))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_service_is_exposed_to_little(installed: Path) -> None:
    """`systemd-analyze security` rates from 0, safe, to 100; an unprotected service has 96."""
    done = _systemd_analyze(
        "security", "--offline=yes", "--threshold=20", str(installed / "hearth.service")
    )
    assert done.returncode == 0, done.stdout


def test_the_units_time_to_stop_is_more_than_the_launchers(settings: object) -> None:
    text = (DEPLOY / "hearth.service").read_text()
    line = next(line for line in text.splitlines() if line.startswith("TimeoutStopSec="))
    assert int(line.partition("=")[2]) > settings.HEARTH["DRAIN_SECONDS"] + 8  # type: ignore[attr-defined]
