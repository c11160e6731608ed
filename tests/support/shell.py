"""A process of Hearth's own environment that runs what it is handed, one after the other: what a
management command does, without starting one each time."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Lock

_LOOP = """
import contextlib, io, json, sys, traceback
from django.db import connections
for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {"__name__": "__console__"})
        answer = [True, said.getvalue()]
    except Exception:
        answer = [False, traceback.format_exc()]
    connections.close_all()
    print(json.dumps(answer), flush=True)
"""


class Shell:
    """Starts with the first `run` and ends with `close`."""

    def __init__(self, base: Path, env: dict[str, str]) -> None:
        self._base = base
        self._env = env
        self._process: subprocess.Popen[str] | None = None
        self._lock = Lock()

    def run(self, code: str) -> str:
        """What the code printed; RuntimeError with its traceback where it failed."""
        with self._lock:
            process = self._process = self._process or self._start()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(code) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        went_well, said = json.loads(line) if line else (False, "the shell ended")
        if not went_well:
            raise RuntimeError(said)
        return str(said)

    def close(self) -> None:
        """End it. Does nothing when it was never needed."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", _LOOP],
            cwd=self._base,
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
