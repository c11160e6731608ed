"""19,000 people's sockets on one worker, held for ten minutes with heartbeats: none may be lost.

    .venv/bin/python -m benchmarks.hold [sockets] [seconds]      # 19,000 for 600 s

Everyone is logged in, in twenty rooms, and answers each ping. At the end each must still be there,
and get what one of them does. The limit of files of this kind of machine is 20,000 a process.
"""

import resource
import sys
import time

from benchmarks.load.client import Client, Reader
from benchmarks.load.hearth import Hearth

A_PERSON = 50  # sockets, of the hundred one may have
TELL_SECONDS = 60
ARRIVE_SECONDS = 30


def hold(reader: Reader, seconds: float) -> None:
    """Read, so that pings are answered; RuntimeError when a line is cut."""
    started = told = time.monotonic()
    while (now := time.monotonic()) - started < seconds:
        reader.turn(0.5, lambda client, frames: None)
        if now - told >= TELL_SECONDS:
            told = now
            print(f"  {now - started:4.0f} s: all there", flush=True)


def reaches_all(hearth: Hearth, reader: Reader) -> float:
    """One of them types, and everyone else hears it: seconds until the last has."""
    clients = list(reader.clients.values())
    reader.settle()
    waiting = {client.fd for client in clients[1:]}

    def seen(client: Client, frames: int) -> None:
        waiting.discard(client.fd)

    started = time.monotonic()
    clients[0].line.send(hearth.typing(clients[0]))
    while waiting:
        reader.turn(0.5, seen)
        if time.monotonic() - started > ARRIVE_SECONDS:
            raise RuntimeError(f"{len(waiting)} heard nothing")
    return time.monotonic() - started


def main(arguments: list[str]) -> int:
    """Hold them and print what it took."""
    sockets, seconds = (int(word) for word in (arguments + ["19000", "600"][len(arguments) :]))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Hearth(people=sockets // A_PERSON + 1) as hearth:
        before = hearth.memory
        started = time.monotonic()
        reader = hearth.connect(sockets)
        took = time.monotonic() - started
        print(f"{sockets:,} came in {took:.0f} s", flush=True)
        cpu = hearth.cpu_seconds
        hold(reader, seconds)
        share = (hearth.cpu_seconds - cpu) / seconds * 100
        last = reaches_all(hearth, reader)
        held = (hearth.memory - before) / sockets / 1024
    print(
        f"all {sockets:,} there after {seconds} s; heartbeats took {share:.1f} % of a processor;"
        f" {held:.1f} KB a socket; what one did reached the last of them in {last:.2f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
