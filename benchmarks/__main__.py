"""Run benchmarks, one after another: those of the command line, or all that compare.

python -m benchmarks [name …]
"""

import subprocess
import sys
import time

from benchmarks import plots

LISTED = ("fanout", "crowd", "connects", "stored_messages", "pages", "memory")


BAR = 24  # characters


def _say(done: int, count: int, what: str) -> None:
    filled = BAR * done // count
    print(f"[{'█' * filled}{'·' * (BAR - filled)}] {done}/{count} {what}", flush=True)


def main(names: list[str]) -> int:
    """Run them; 1 when one failed."""
    chosen = names or list(LISTED)
    failed = []
    for number, name in enumerate(chosen, 1):
        _say(number - 1, len(chosen), name)
        started = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
        _say(number, len(chosen), f"{name}: {time.monotonic() - started:.0f} s")
    plots.main()
    if failed:
        print(f"failed: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
