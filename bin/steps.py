"""Named commands, run one after another or in lanes side by side, and what came of each."""

import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bin.tools import BASE


@dataclass
class Step:
    """One command with a name. `env` is its whole environment. After `run()`: `passed`, `seconds`.

    A quiet step keeps its output in `output`, to be shown when it failed.
    """

    name: str
    command: Sequence[str]
    env: dict[str, str]
    quiet: bool = True
    passed: bool = False
    seconds: float = 0.0
    output: str = field(default="", repr=False)

    def run(self) -> None:
        """Run it to its end."""
        started = time.monotonic()
        done = subprocess.run(
            self.command,
            cwd=BASE,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if self.quiet else None,
            stderr=subprocess.STDOUT if self.quiet else None,
            text=True,
            errors="replace",
            check=False,
        )
        self.passed = done.returncode == 0
        self.seconds = time.monotonic() - started
        self.output = done.stdout or ""

    @property
    def line(self) -> str:
        """`  passed   12.3 s  name`."""
        return f"  {'passed' if self.passed else 'FAILED'} {self.seconds:7.1f} s  {self.name}"


def run_lanes(*lanes: Sequence[Step]) -> None:
    """Run the lanes side by side, each one's steps in turn; shows each step as it ends."""
    threads = [threading.Thread(target=_run_lane, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run_lane(steps: Sequence[Step]) -> None:
    for step in steps:
        step.run()
        shown = "" if step.passed else f"\n{step.output.rstrip()}\n"
        print(f"{step.line}{shown}", flush=True)
