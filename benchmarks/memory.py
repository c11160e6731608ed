"""What an idle connection takes in memory: logged in to Hearth, in twenty rooms.

.venv/bin/python -m benchmarks.memory [connections]      # 2,000

Printed: resident KB a connection, beside node's socket.io with the same rooms and no log-in, and
how much is there again when all are gone and as many come back.
"""

import sys
import time

from benchmarks.load.client import Reader
from benchmarks.load.hearth import ROOMS, Hearth
from benchmarks.load.servers import NODE, Served

SETTLE_SECONDS = 3
A_PERSON = 50  # connections, of the hundred one may have


def per_connection(server: Hearth | Served, first: Reader, second: Reader, before: int) -> float:
    """KB."""
    time.sleep(SETTLE_SECONDS)
    return (server.memory - before) / len(second.clients) / 1024


def main(arguments: list[str]) -> int:
    """Measure and print."""
    count = int((arguments or ["2000"])[0])
    few = max(count // 50, 100)
    with Hearth(people=(count + few) // A_PERSON) as hearth:
        first = hearth.connect(few)
        time.sleep(SETTLE_SECONDS)
        before = hearth.memory
        second = hearth.connect(count)
        ours = per_connection(hearth, first, second, before)
        second.close()
        time.sleep(SETTLE_SECONDS)
        third = hearth.connect(count)
        again = per_connection(hearth, first, third, before)
    print(f"Hearth, logged in, {ROOMS} rooms: {ours:.1f} KB, and after all came anew {again:.1f}")
    with Served(NODE) as node:
        first = node.connect(few, more=ROOMS)
        time.sleep(SETTLE_SECONDS)
        before = node.memory
        second = node.connect(count, more=ROOMS)
        print(f"node, {ROOMS} rooms: {per_connection(node, first, second, before):.1f} KB")
        second.close()
        first.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
