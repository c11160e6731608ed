"""What a delivery costs, beside Socket.IO's own server and beside what the system alone costs.

    .venv/bin/python -m benchmarks.fanout [rounds] [seconds]      # 3 rounds of 3 s each

In one run, in turn and over several rounds: Hearth's event layer under its launcher, node's
socket.io, and a floor in C that does one `send` a delivery. W is how many messages are in flight
in each room. Printed: deliveries a second and microseconds of the server's processor for each, as
medians and ranges, and ratios, which are what to compare between machines.
"""

import sys
from contextlib import ExitStack

from benchmarks.load.client import Client, Reader, event
from benchmarks.load.ear import listen
from benchmarks.load.hearth import Hearth
from benchmarks.load.report import Table
from benchmarks.load.servers import ASGI, FLOOR, LAYER, NODE, Served, compiler
from benchmarks.load.traffic import Room, learn_size, pace, saturate
from tests.support.redis import RedisServer

SOCKETS = 1_000
# With `42["say",…]` and the frame's head, 130 bytes.
SAID = {"room": 1, "user": 12_345, "display_name": "Someone of here", "text": "x" * 47}
SAYING = event("say", SAID)


def say(client: Client) -> bytes:
    """The same from everyone."""
    return SAYING


class Place:
    """A server with clients in its rooms, ready to be measured."""

    def __init__(
        self, stack: ExitStack, name: str, *, sockets: int, rooms: int = 1, redis_url: str = ""
    ) -> None:
        workers = 2 if redis_url else 1
        self.server = stack.enter_context(Served(name, workers=workers, redis_url=redis_url))
        self.reader: Reader = self.server.connect(sockets, rooms=rooms)
        stack.callback(self.reader.close)
        clients = list(self.reader.clients.values())
        members = [[c for c in clients if c.room == number] for number in range(rooms)]
        self.rooms = [Room(each, say, echo=True) for each in members]
        learn_size(self.reader, self.rooms[0])

    def flow(self, in_flight: int, seconds: float) -> tuple[float, float]:
        """Deliveries a second, and microseconds of the processor for each."""
        before = self.server.cpu_seconds
        flow = saturate(self.reader, self.rooms, in_flight=in_flight, seconds=seconds)
        return flow.rate, (self.server.cpu_seconds - before) / flow.deliveries * 1e6

    def delays(self, seconds: float) -> tuple[float, float]:
        """The median and the 99th percentile of a delivery's milliseconds, at 5 messages a s."""
        room, size = self.rooms[0], self.reader.size
        if compiler():
            found = listen(room, size, rate=5, seconds=seconds)
        else:
            found = pace(self.reader, room, rate=5, seconds=seconds)
        return found[len(found) // 2] * 1e3, found[int(len(found) * 0.99)] * 1e3


def compare(
    table: Table, title: str, names: list[str], *, rounds: int, seconds: float,
    rooms: int = 1, sockets: int = SOCKETS, redis_url: str = "", paced: bool = False,
) -> None:  # fmt: skip
    """Measure each server in turn, so often."""
    with ExitStack() as stack:
        places = {
            name: Place(stack, name, sockets=sockets, rooms=rooms, redis_url=redis_url)
            for name in names
        }
        for number in range(rounds):
            for name in names[:: 1 if number % 2 else -1]:
                for in_flight in (1, 4):
                    rate, cost = places[name].flow(in_flight, seconds)
                    table.add(f"{title}, W={in_flight}", name, "deliveries/s", rate)
                    table.add(f"{title}, W={in_flight}", name, "µs", cost)
                if paced:
                    p50, p99 = places[name].delays(seconds * 2)
                    table.add(f"{title}, 5 messages/s", name, "p50 ms", p50)
                    table.add(f"{title}, 5 messages/s", name, "p99 ms", p99)


def typing(table: Table, *, rounds: int, seconds: float) -> None:
    """Hearth's own typing, which is not stored, among people who are logged in."""
    title = f"Hearth's typing, {SOCKETS} logged in"
    with Hearth(people=SOCKETS) as hearth:
        reader = hearth.connect(SOCKETS)
        room = Room(list(reader.clients.values()), hearth.typing, echo=False)
        learn_size(reader, room)
        for _ in range(rounds):
            for in_flight in (1, 4):
                before = hearth.cpu_seconds
                flow = saturate(reader, [room], in_flight=in_flight, seconds=seconds)
                cost = (hearth.cpu_seconds - before) / flow.deliveries * 1e6
                table.add(f"{title}, W={in_flight}", LAYER, "deliveries/s", flow.rate)
                table.add(f"{title}, W={in_flight}", LAYER, "µs", cost)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    rounds, seconds = (float(word) for word in (arguments + ["3", "3"][len(arguments) :]))
    table = Table(LAYER)
    length = {"rounds": int(rounds), "seconds": seconds}
    floor = [FLOOR] if compiler() else []
    compare(table, "one room", [LAYER, ASGI, NODE, *floor], paced=True, **length)  # type: ignore[arg-type]
    compare(table, "100 rooms of 10", [LAYER, NODE], rooms=100, **length)  # type: ignore[arg-type]
    with RedisServer() as redis:
        compare(table, "two workers, Redis", [LAYER, NODE], redis_url=redis.url, **length)  # type: ignore[arg-type]
    typing(table, **length)  # type: ignore[arg-type]
    table.show()
    if not floor:
        print("no C compiler: no floor")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
