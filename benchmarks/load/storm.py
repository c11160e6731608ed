"""Many clients that come at the same time, as after a restart: each goes its steps by itself."""

import errno
import select
import socket
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

STORM_SECONDS = 60.0


class Step(NamedTuple):
    """What is sent, and what must have come before the next step."""

    send: bytes
    wanted: bytes


class Arrival:
    """One client on its way."""

    __slots__ = ("_seen", "_steps", "line")

    def __init__(self, port: int, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self._seen = b""
        self.line = socket.socket()
        self.line.setblocking(False)
        found = self.line.connect_ex(("127.0.0.1", port))
        if found not in (0, errno.EINPROGRESS):
            raise OSError(found, "cannot connect")

    def begin(self) -> None:
        """The line stands: say the first word."""
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.line.sendall(self._steps[0].send)

    def hear(self) -> bool:
        """Read; whether it has arrived. RuntimeError when it was turned away."""
        data = self.line.recv(65_536)
        self._seen += data
        if not data or b"44{" in self._seen:
            raise RuntimeError(f"not let in: {self._seen[-300:]!r}")
        if self._steps[0].wanted not in self._seen:
            return False
        del self._steps[0]
        self._seen = b""
        if self._steps:
            self.line.sendall(self._steps[0].send)
        return not self._steps


def storm(
    port: int, count: int, steps: Callable[[int], Sequence[Step]], *, in_flight: int
) -> float:
    """Seconds until `count` clients have arrived, of whom so many are on their way at a time. All
    stay until the last has come."""
    epoll, coming, arrived = select.epoll(), dict[int, Arrival](), list[Arrival]()
    started = time.perf_counter()
    number = 0
    while len(arrived) < count:
        while number < count and len(coming) < in_flight:
            arrival = Arrival(port, steps(number))
            coming[arrival.line.fileno()] = arrival
            epoll.register(arrival.line, select.EPOLLOUT)
            number += 1
        if time.perf_counter() - started > STORM_SECONDS:
            raise RuntimeError(f"{len(arrived)} of {count} have arrived")
        for fd, events in epoll.poll(1.0):
            if events & select.EPOLLOUT:
                coming[fd].begin()
                epoll.modify(fd, select.EPOLLIN)
            elif coming[fd].hear():
                epoll.unregister(fd)
                arrived.append(coming.pop(fd))
    seconds = time.perf_counter() - started
    epoll.close()
    for arrival in arrived:
        arrival.line.close()
    return seconds
