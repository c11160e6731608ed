"""Run benchmarks, one after another: those of the command line, or all that compare.

python -m benchmarks [name …]
"""

import subprocess
import sys
import time

LISTED = ("fanout", "memory")


def main(names: list[str]) -> int:
    """Run them; 1 when one failed."""
    chosen = names or list(LISTED)
    failed = []
    for number, name in enumerate(chosen, 1):
        print(f"[{number}/{len(chosen)}] {name}", flush=True)
        started = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
        print(f"[{number}/{len(chosen)}] {name}: {time.monotonic() - started:.0f} s", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
