"""When frames come, heard by a program in C: a reader in Python took longer than it measured."""

import struct
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.load.servers import compiler
from benchmarks.load.traffic import DRAIN_SECONDS, Room

_SOURCE = Path(__file__).with_name("ear.c")
_RECORD = struct.Struct("=Id")


def listen(room: Room, size: int, *, rate: float, seconds: float) -> list[float]:
    """Send `rate` messages a second, frames of `size` bytes, to a room that says all to all of it;
    the seconds that each delivery took, sorted. RuntimeError when some do not come."""
    room.begin()
    messages = int(rate * seconds)
    files = [member.fd for member in room.members]
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/ear"
        subprocess.run([str(compiler()), "-O2", "-o", program, str(_SOURCE)], check=True)
        command = [program, str(size), str(messages), *map(str, files)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, pass_fds=files) as ear:
            heard = _heard(ear, room, messages, rate)
    if len(heard) < messages * len(files):
        raise RuntimeError("messages were lost")
    return sorted(at - room.sent_at[number] for number, at in heard)


def _heard(
    ear: "subprocess.Popen[bytes]", room: Room, messages: int, rate: float
) -> list[tuple[int, float]]:
    assert ear.stdout is not None
    ear.stdout.read(1)  # it listens
    started = time.perf_counter()
    for number in range(messages):
        time.sleep(max(started + number / rate - time.perf_counter(), 0))
        room.send()
    try:
        out, _ = ear.communicate(timeout=DRAIN_SECONDS)
    except subprocess.TimeoutExpired:
        ear.kill()
        out, _ = ear.communicate()
    return list(_RECORD.iter_unpack(out))
