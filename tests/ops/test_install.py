"""bin/install.py and bin/system.py: what `make` does before Hearth's own Python is there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bin import system
from bin.steps import Step, run_lanes
from bin.tools import Refusal
from tests.support.hearth import BASE


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that needs no package, with Hearth's own installer."""
    shutil.copytree(BASE / "bin", tmp_path / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        (tmp_path / name).write_text("# none\n")
    package = {"name": "empty", "version": "1.0.0"}
    lock = {**package, "lockfileVersion": 3, "requires": True, "packages": {"": package}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / "node_modules").mkdir()
    return tmp_path


def _install(project: Path, *arguments: str) -> str:
    """What the installer printed."""
    done = subprocess.run(
        # Its base Python: a venv's own cannot make a venv that outlives it.
        [sys._base_executable, "-m", "bin.install", *arguments],  # type: ignore[attr-defined]
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_a_second_call_installs_only_what_changed(project: Path) -> None:
    first = _install(project)
    assert "Creating the virtual environment" in first
    assert "npm libraries" in first
    assert _install(project) == ""

    (project / "requirements.txt").write_text("# changed\n")
    changed = _install(project)
    assert "Python packages" in changed
    assert "npm" not in changed
    assert "Creating" not in changed

    lock = project / "package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    assert "npm libraries" in _install(project)

    assert "Python packages" in _install(project, "--dev")
    assert _install(project) == ""  # what the tests need serves a plain start too


def test_a_failed_install_is_told_and_tried_again(project: Path) -> None:
    _install(project)
    (project / "requirements.txt").write_text("./not-there\n")
    done = subprocess.run(
        [sys._base_executable, "-m", "bin.install"],  # type: ignore[attr-defined]
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("hearth: This failed (exit 1)")
    (project / "requirements.txt").write_text("# mended\n")
    assert "Python packages" in _install(project)


def test_what_the_tests_need_is_there() -> None:
    assert system.missing() == []


def test_what_cannot_be_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "missing", lambda: ["redis-server", "nginx"])
    monkeypatch.setattr(system, "_apt", lambda: None)
    with pytest.raises(Refusal, match="as root, apt-get install redis-server nginx"):
        system.install_missing()


def test_lanes_run_side_by_side_and_keep_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    env = dict(os.environ)
    good = Step("good", ["true"], env)
    bad = Step("bad", ["sh", "-c", "echo why; exit 3"], env)
    run_lanes([good], [bad])
    assert (good.passed, bad.passed) == (True, False)
    shown = capsys.readouterr().out
    assert "why" in shown
    assert "FAILED" in shown


def test_ci_calls_make_test_and_nothing_else() -> None:
    lines = (BASE / ".ci" / "run").read_text().splitlines()
    assert lines == ["#!/bin/sh", 'cd "$(dirname "$0")/.." && exec make test']
