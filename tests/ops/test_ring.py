"""project/launcher/ring.py, over sockets of the system's own."""

import contextlib
import errno
import gc
import mmap
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from project.launcher import writer
from project.launcher.ring import Ring

Pair = tuple[socket.socket, socket.socket]
_ASYNC = 1 << 4  # IOSQE_ASYNC: a thread of the kernel's does it, in its own time


@pytest.fixture
def ring() -> Iterator[Ring]:
    """One that takes eight at a time."""
    ring = Ring(8)
    yield ring
    ring.close()


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    """Twenty lines, of each our end, which never waits, and theirs."""
    with contextlib.ExitStack() as stack:
        found = []
        for _ in range(20):
            ours, theirs = socket.socketpair()
            ours.setblocking(False)
            theirs.settimeout(5)
            found.append((stack.enter_context(ours), stack.enter_context(theirs)))
        yield found


def _files(pairs: list[Pair]) -> list[int]:
    return [ours.fileno() for ours, _ in pairs]


def _fill(line: socket.socket) -> int:
    """Send until no more is taken; how much was."""
    sent = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            sent += line.send(b"x" * 4_096)
    return sent


def test_everyone_gets_the_same_however_many_they_are(ring: Ring, pairs: list[Pair]) -> None:
    for count in (1, 3, 8, 20, 5, 20):
        assert ring.send(_files(pairs[:count]), [b"hello"] * count) is None
    for number, (_, theirs) in enumerate(pairs):
        times = sum(number < count for count in (1, 3, 8, 20, 5, 20))
        assert theirs.recv(100) == b"hello" * times


def test_each_gets_its_own_in_the_order_of_the_calls(ring: Ring, pairs: list[Pair]) -> None:
    for turn in range(30):
        data = [f"{turn}:{number};".encode() * (number + 1) for number in range(20)]
        assert ring.send(_files(pairs), data) is None
    for number, (_, theirs) in enumerate(pairs):
        wanted = b"".join(f"{turn}:{number};".encode() * (number + 1) for turn in range(30))
        assert theirs.recv(100_000) == wanted


def test_texts_that_are_equal_and_not_the_same_are_told_apart_by_content_alone(
    ring: Ring, pairs: list[Pair]
) -> None:
    data = [b"".join([b"sa", b"me"]), b"", b"other", b"".join([b"sam", b"e"])]
    assert ring.send(_files(pairs[:4]), data) is None
    assert [pairs[n][1].recv(100) for n in (0, 2, 3)] == [b"same", b"other", b"same"]


def test_who_has_no_room_or_a_part_of_it_or_is_gone_takes_what_it_can(
    ring: Ring, pairs: list[Pair]
) -> None:
    full, some, gone, closed = pairs[2], pairs[9], pairs[10], pairs[19]
    _fill(full[0])
    gone[1].close()
    files = _files(pairs)
    files[19] = -1
    large = bytes(range(256)) * 8_000
    data = [b"hello"] * 20
    data[9] = large
    took = ring.send(files, data)
    assert took is not None
    assert took[2] == -errno.EAGAIN
    assert took[10] == -errno.EPIPE
    assert took[19] == -errno.EBADF
    assert 0 < took[9] < len(large)
    assert [took[n] for n in range(20) if n not in (2, 9, 10, 19)] == [5] * 16
    assert pairs[3][1].recv(100) == b"hello"
    read = b""
    while len(read) < took[9]:
        read += some[1].recv(1 << 20)
    assert read == large[: took[9]]
    assert closed[1].fileno() > 0
    # And it goes on as if nothing had been.
    assert ring.send(_files(pairs[3:6]), [b"again"] * 3) is None
    assert pairs[4][1].recv(100) == b"helloagain"


class _Hesitant:
    """The system, which begins no more than `most` of the calls of the first submission."""

    def __init__(self, ring: Ring, most: int) -> None:
        self._system, self._most = ring._system, most

    def __call__(self, number: int, file: int, submit: int, *rest: Any) -> int:
        most, self._most = self._most, 1_000
        if submit <= most:
            return int(self._system(number, file, submit, *rest))
        return int(self._system(number, file, most, most, *rest[1:])) if most else -1


@pytest.mark.parametrize("begun", [0, 3])
def test_what_the_system_does_not_begin_is_not_taken_and_not_sent_later(
    begun: int, ring: Ring, pairs: list[Pair]
) -> None:
    # Once around, so that answers stand there that look like those to come.
    assert ring.send(_files(pairs[:16]), [b"hello"] * 16) is None
    ring._system = _Hesitant(ring, begun)  # type: ignore[assignment]
    took = ring.send(_files(pairs[:5]), [b"hello"] * 5)
    assert took == [5] * begun + [-errno.EAGAIN] * (5 - begun)
    assert ring.send(_files(pairs[:5]), [b"after"] * 5) is None
    for number, (_, theirs) in enumerate(pairs[:5]):
        assert theirs.recv(100) == b"hello" + b"hello" * (number < begun) + b"after"


def test_answers_in_another_order_are_given_to_whom_they_are_of(
    ring: Ring, pairs: list[Pair]
) -> None:
    calls = memoryview(ring._files.obj)
    calls[1::64] = bytes([_ASYNC]) * 8
    _fill(pairs[4][0])
    for turn in range(20):
        data = [b"x" * (number + 1) for number in range(8)]
        took = ring.send(_files(pairs[:8]), data)
        # All whole, but for the one without room.
        assert took == [1, 2, 3, 4, -errno.EAGAIN, 6, 7, 8], turn
    assert pairs[7][1].recv(1_000) == b"x" * 8 * 20


def test_answers_that_are_not_there_yet_are_waited_for(ring: Ring, pairs: list[Pair]) -> None:
    calls = memoryview(ring._files.obj)
    calls[1::64] = bytes([_ASYNC]) * 8
    system = ring._system

    def at_once(number: int, file: int, submit: int, least: int, *rest: Any) -> int:
        return int(system(number, file, submit, 0 if submit else least, *rest))

    ring._system = at_once  # type: ignore[assignment]
    for _ in range(20):
        assert ring.send(_files(pairs[:8]), [b"hello"] * 8) in (None, [5] * 8)
    assert pairs[7][1].recv(1_000) == b"hello" * 20


def test_counters_go_on_after_their_last_number(ring: Ring, pairs: list[Pair]) -> None:
    """They are of 32 bits, the kernel's and ours: at a million frames a second, an hour's."""
    ring.send(_files(pairs[:3]), [b"a"] * 3)
    system, near = ring._system, 2**32 - 8
    # As the kernel would leave them.
    ring._system = lambda *_: 0  # type: ignore[assignment]
    for counter in (ring._written, ring._begun, ring._answered, ring._read):
        counter[0] = (near + 3) % 2**32
    seen = []

    def pretend(number: int, file: int, submit: int, *rest: Any) -> int:
        seen.append(ring._written[0])
        start = (ring._written[0] - submit) % 2**32
        for n in range(submit):
            at = (start + n) % ring._most * 2
            ring._answers[at] = (start + n) % ring._entries
            ring._answers[at + 1] = 1
        ring._begun[0] = ring._answered[0] = ring._written[0]
        return submit

    ring._system = pretend  # type: ignore[assignment]
    assert ring.send(_files(pairs), [b"b"] * 20) is None
    assert seen == [0, 8, 15]
    assert ring._read[0] == 15
    ring._system = system


def test_a_system_that_has_none_or_allows_none_is_done_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(OSError, match="Invalid argument"):
        Ring(1 << 30)
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(OSError, match="not implemented"):
        Ring()
    assert writer.find_together() is None
    monkeypatch.undo()
    found = writer.find_together()
    assert found is not None
    found.ring.close()


def test_answers_that_never_come_are_an_error_and_no_endless_wait(
    ring: Ring, pairs: list[Pair]
) -> None:
    system = ring._system

    def swallowed(number: int, file: int, submit: int, *rest: Any) -> int:
        if submit:
            ring._begun[0] = ring._written[0]
            return submit
        return int(system(number, -1, submit, *rest))

    ring._system = swallowed  # type: ignore[assignment]
    with pytest.raises(OSError, match="Bad file descriptor"):
        ring.send(_files(pairs[:5]), [b"hello"] * 5)


def test_one_that_cannot_share_memory_gives_its_file_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rings()
    monkeypatch.setattr(mmap, "mmap", refused)
    with pytest.raises(PermissionError):
        Ring(8)
    assert rings() == before


def rings() -> set[str]:
    """The rings that this process has: what else it has open is other tests' to close."""
    gc.collect()
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):
            if "io_uring" in os.readlink(f"/proc/self/fd/{number}"):
                found.add(number)
    return found


def refused(*_: Any, **__: Any) -> None:
    raise PermissionError


def test_it_gives_all_back(pairs: list[Pair]) -> None:
    before = rings()
    for _ in range(3):
        ring = Ring(8)
        assert rings() > before
        assert ring.send(_files(pairs[:1]), [b"hello"]) is None
        ring.close()
        del ring
    assert rings() == before
