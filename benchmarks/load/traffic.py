"""Traffic in rooms: as much as goes with so many messages in flight, or so many a second."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.load.client import Client, Reader

DRAIN_SECONDS = 10.0


class Room:
    """Its members send in turn. A message is in flight until every member has it."""

    def __init__(
        self, members: Sequence[Client], message: Callable[[Client], bytes], *, echo: bool
    ) -> None:
        self.members = members
        self._message = message
        # Whether who sends is sent it too.
        self._echo = echo
        self.begin()

    def begin(self) -> None:
        """Count from zero."""
        self.sent = self.done = 0
        self.sent_at: list[float] = []
        self._reached: defaultdict[int, int] = defaultdict(int)
        for member in self.members:
            member.got = 0

    def send(self) -> None:
        """One message, from the next member."""
        member = self.members[self.sent % len(self.members)]
        self.sent += 1
        self.sent_at.append(time.perf_counter())
        member.line.send(self._message(member))
        if not self._echo:
            self.reach(member, 1)

    def reach(self, member: Client, frames: int) -> None:
        """A member has so many messages more. Counted at once: it may be the next to send."""
        reached, everyone, before = self._reached, len(self.members), member.got
        member.got += frames
        for number in range(before, member.got):
            reached[number] += 1
            if reached[number] == everyone:
                self.done += 1
                del reached[number]


@dataclass
class Flow:
    """What went through: deliveries, in `seconds` from the first send to the last receipt."""

    deliveries: int
    seconds: float

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.deliveries / self.seconds


def learn_size(reader: Reader, room: Room) -> None:
    """Send once, and learn how many bytes the frame has that most members get."""
    reader.settle()
    reader.size = 0
    room.begin()
    room.send()
    drain(reader, [room])
    sizes = [member.size for member in room.members]
    reader.size = max(set(sizes), key=sizes.count)


def saturate(reader: Reader, rooms: Sequence[Room], *, in_flight: int, seconds: float) -> Flow:
    """Keep `in_flight` messages on their way in each room for so long, then let them arrive."""
    for room in rooms:
        room.begin()
    started = time.perf_counter()

    def seen(client: Client, frames: int) -> None:
        room = rooms[client.room]
        room.reach(client, frames)
        while running and room.sent - room.done < in_flight:
            room.send()

    running = True
    for room in rooms:
        for _ in range(in_flight):
            room.send()
    while time.perf_counter() - started < seconds:
        reader.turn(0.2, seen)
    running = False
    drain(reader, rooms)
    deliveries = sum(room.done * len(room.members) for room in rooms)
    return Flow(deliveries, time.perf_counter() - started)


def pace(reader: Reader, room: Room, *, rate: float, seconds: float) -> list[float]:
    """Send `rate` messages a second; the seconds that each delivery took, sorted."""
    room.begin()
    delays: list[float] = []

    def seen(client: Client, frames: int) -> None:
        before, now = client.got, time.perf_counter()
        room.reach(client, frames)
        delays.extend(now - room.sent_at[n] for n in range(before, client.got))

    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        while (left := started + number / rate - time.perf_counter()) > 0:
            reader.turn(left, seen)
        room.send()
    while room.done < room.sent:
        reader.turn(0.2, seen)
    return sorted(delays)


def drain(reader: Reader, rooms: Sequence[Room]) -> None:
    """Read until everything that was sent has arrived. RuntimeError when it does not."""
    until = time.perf_counter() + DRAIN_SECONDS
    while any(room.done < room.sent for room in rooms):
        reader.turn(0.2, lambda client, frames: rooms[client.room].reach(client, frames))
        if time.perf_counter() > until:
            raise RuntimeError("messages were lost")
