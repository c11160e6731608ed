"""What an idle connection takes in memory: logged in to Hearth, in twenty rooms.

.venv/bin/python -m benchmarks.memory [connections] [rounds]      # 10,000, 3

Printed: resident KB a connection, beside node's socket.io with the same rooms and no log-in, each
round with servers started anew; and how much it is when all are gone and as many come back.
"""

import sys
import time

from benchmarks.load.client import Reader
from benchmarks.load.hearth import ROOMS, Hearth
from benchmarks.load.report import Table
from benchmarks.load.servers import NODE, Served

SETTLE_SECONDS = 3
A_PERSON = 50  # connections, of the hundred one may have
OURS, ANEW = "Hearth", "Hearth, anew"


def per_connection(server: Hearth | Served, second: Reader, before: int) -> float:
    """KB."""
    time.sleep(SETTLE_SECONDS)
    return (server.memory - before) / len(second.clients) / 1024


def hearth(count: int, few: int) -> tuple[float, float]:
    """KB of each of `count` that come after a `few`, and of as many that come after those went."""
    with Hearth(people=(count + few) // A_PERSON) as server:
        server.connect(few)
        time.sleep(SETTLE_SECONDS)
        before = server.memory
        second = server.connect(count)
        ours = per_connection(server, second, before)
        second.close()
        time.sleep(SETTLE_SECONDS)
        return ours, per_connection(server, server.connect(count), before)


def node(count: int, few: int) -> float:
    """The same of node's."""
    with Served(NODE) as server:
        first = server.connect(few, more=ROOMS)
        time.sleep(SETTLE_SECONDS)
        before = server.memory
        second = server.connect(count, more=ROOMS)
        taken = per_connection(server, second, before)
        second.close()
        first.close()
    return taken


def main(arguments: list[str]) -> int:
    """Measure and print."""
    count, rounds = (int(word) for word in (arguments + ["10000", "3"][len(arguments) :]))
    few = max(count // 50, 100)
    table, row = Table(OURS), f"{count:,} connections in {ROOMS} rooms"
    for _ in range(rounds):
        ours, anew = hearth(count, few)
        for name, taken in ((OURS, ours), (ANEW, anew), (NODE, node(count, few))):
            table.add(row, name, "KB", taken)
    table.show()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
