"""What a delivery costs in a room of ten thousand, beside one of a hundred.

    .venv/bin/python -m benchmarks.crowd [rounds] [seconds]     # 3 rounds of 2 s each

Hearth's event layer under its launcher, and the floor in C that does one `send` a delivery, each
with both rooms in turn. Printed: microseconds of the server's processor a delivery, and what the
large room's are of the small one's. Both ends of each line are this machine's: 10,000 take a file
each in the server, and as many here.
"""

import sys
from contextlib import ExitStack

from benchmarks.fanout import Place
from benchmarks.load.report import Table
from benchmarks.load.servers import FLOOR, LAYER, compiler

FEW, MANY = 100, 10_000


def compare(table: Table, server: str, *, rounds: int, seconds: float) -> None:
    """Measure a server's two rooms in turn, so often."""
    with ExitStack() as stack:
        places = {count: Place(stack, server, sockets=count) for count in (FEW, MANY)}
        for number in range(rounds):
            for count in (FEW, MANY)[:: 1 if number % 2 else -1]:
                for in_flight in (1, 4):
                    _, cost = places[count].flow(in_flight, seconds)
                    table.add(f"{server}, W={in_flight}", f"room of {count:,}", "µs", cost)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    rounds, seconds = (float(word) for word in (arguments + ["3", "2"][len(arguments) :]))
    table = Table(f"room of {MANY:,}")
    for server in (LAYER, *([FLOOR] if compiler() else [])):
        compare(table, server, rounds=int(rounds), seconds=seconds)
    table.show()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
