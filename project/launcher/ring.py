"""Many writes in one system call, by Linux's io_uring: io_uring_setup(2), io_uring_enter(2).

Of a `send` of a small frame, a fifth to a quarter is the way into the kernel and back. Here calls
are described, and answered, in memory that is shared with it. Each is done at once by the thread
that submits them, in their order: the kernel starts none for us, and nothing outlives `send`.
"""

import ctypes
import errno
import mmap
import os
import struct
import sys
from array import array
from collections.abc import Sequence

ENTRIES = 1_024
_SETUP, _ENTER = 425, 426  # on every processor
# One thread submits, and answers are given while it does. Since Linux 6.1.
_SINGLE_ISSUER, _DEFER_TASKRUN = 1 << 12, 1 << 13
_GETEVENTS = 1
_SEND = 26
_NEITHER_WAIT_NOR_SIGNAL = 0x40 | 0x4000  # MSG_DONTWAIT, MSG_NOSIGNAL
_CALLS_AT = 0x10000000  # where mmap finds the calls: IORING_OFF_SQES
_CALL, _ANSWER = 64, 16  # struct io_uring_sqe and io_uring_cqe: their bytes
_PARAMETERS = struct.Struct("10I 8IQ 8IQ")  # struct io_uring_params
_COUNTED = 2**32


class Ring:
    """Sends as `socket.send` without waiting would. Used by one thread, the one that made it.

    OSError where the system has no such thing, or does not allow it.
    """

    def __init__(self, entries: int = ENTRIES) -> None:
        """One system call does `entries` at most, a power of two."""
        if sys.platform != "linux":
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        # Without types of its arguments, which take longer than the call: the kernel reads ints.
        self._system = ctypes.CDLL(None, use_errno=True).syscall
        asked = _PARAMETERS.pack(0, 0, _SINGLE_ISSUER | _DEFER_TASKRUN, *[0] * 25)
        said = ctypes.create_string_buffer(asked, len(asked))
        self._file = self._system(_SETUP, entries, said)
        if self._file < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        try:
            self._share(_PARAMETERS.unpack(said.raw))
        except BaseException:
            self.close()
            raise

    def _share(self, said: tuple[int, ...]) -> None:
        """Find what is where in the shared memory."""
        self._entries, self._most = said[:2]
        order, answers = said[16], said[24]
        size = max(order + 4 * self._entries, answers + _ANSWER * self._most)
        shared = memoryview(mmap.mmap(self._file, size + -size % 8))
        words = shared.cast("I")
        # How many calls are written down there, and were begun; how many answers, and were read.
        self._written, self._begun = (words[said[n] // 4 :][:1] for n in (11, 10))
        self._answered, self._read = (words[said[n] // 4 :][:1] for n in (20, 19))
        words[order // 4 :][: self._entries] = array("I", range(self._entries))
        self._answers = shared[answers:][: self._most * _ANSWER].cast("Q")
        calls = memoryview(mmap.mmap(self._file, _CALL * self._entries, offset=_CALLS_AT))
        self._prepare(calls, calls.cast("I"), calls.cast("Q"))

    def _prepare(self, calls: memoryview, words: memoryview, longs: memoryview) -> None:
        """Write down what is the same of all calls, and of the answers if all goes well."""
        self._files, self._lengths, self._addresses = (
            calls.cast("i")[1::16],
            words[6::16],
            longs[2::8],
        )
        calls[::_CALL] = bytes([_SEND]) * self._entries
        words[7::16] = array("I", [_NEITHER_WAIT_NOR_SIGNAL] * self._entries)
        longs[4::8] = array("Q", range(self._entries))
        self._expected = memoryview(array("Q", [0, 0] * self._entries))
        self._expected[::2] = array("Q", range(self._entries))
        self._bytes = (ctypes.c_char_p * 1)()
        self._address = memoryview(self._bytes).cast("B").cast("Q")

    def close(self) -> None:
        """Give it back. Nothing is sent after it."""
        os.close(self._file)
        self._file = -1

    def send(self, files: Sequence[int], data: Sequence[bytes]) -> list[int] | None:
        """Send `data[n]` over the socket whose file is `files[n]`, for each n.

        None if each took all of it; else what each took: bytes, or an error's number, below zero.
        """
        took: list[int] = []
        whole = True
        at = 0
        while at < len(files):
            start = self._written[0] % self._entries
            end = at + self._entries - start
            part = self._send(start, files[at:end], data[at:end])
            whole = whole and part is None
            took += [len(piece) for piece in data[at:end]] if part is None else part
            at = end
        return None if whole else took

    def _send(self, start: int, files: Sequence[int], data: Sequence[bytes]) -> list[int] | None:
        """The same, written down from `start` on."""
        count, end = len(files), start + len(files)
        self._files[start:end] = array("i", files)
        self._describe(start, end, data)
        self._written[0] = (self._written[0] + count) % _COUNTED
        self._system(_ENTER, self._file, count, count, _GETEVENTS, None)
        at = self._read[0] % self._most * 2
        given = self._answers[at : at + 2 * count].tobytes()
        answered = (self._read[0] + count) % _COUNTED
        # What stands there could be of long ago: whether it is new, the count says.
        if self._answered[0] == answered and given == self._expected[2 * start : 2 * end].tobytes():
            self._read[0] = answered
            return None
        return self._sort_out(start, count)

    def _describe(self, start: int, end: int, data: Sequence[bytes]) -> None:
        """Say what is sent, and expect that each takes all of it."""
        if data[0] is data[-1] and data.count(data[0]) == len(data):
            addresses = array("Q", [self._address_of(data[0])]) * len(data)
            lengths = array("Q", [len(data[0])]) * len(data)
        else:
            addresses = array("Q", map(self._address_of, data))
            lengths = array("Q", map(len, data))
        self._addresses[start:end] = addresses
        self._lengths[start:end] = array("I", lengths)
        self._expected[2 * start + 1 : 2 * end : 2] = lengths

    def _address_of(self, piece: bytes) -> int:
        self._bytes[0] = piece
        address: int = self._address[0]
        return address

    def _sort_out(self, start: int, count: int) -> list[int]:
        """What each took where not all went well: not all begun, or not in their order."""
        written = self._written[0]
        left = (written - self._begun[0]) % _COUNTED
        self._written[0] = self._begun[0]
        took = [-errno.EAGAIN] * count
        for _ in range(count - left):
            while self._read[0] == self._answered[0]:
                self._wait()
            at = self._read[0] % self._most * 2
            took[self._answers[at] - start] = ctypes.c_int(self._answers[at + 1] % _COUNTED).value
            self._read[0] = (self._read[0] + 1) % _COUNTED
        return took

    def _wait(self) -> None:
        """Until there is an answer more. Rather an error than to go round for ever."""
        result = self._system(_ENTER, self._file, 0, 1, _GETEVENTS, None)
        if result < 0 and ctypes.get_errno() != errno.EINTR:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
