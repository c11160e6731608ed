"""One job: the picture on standard input, what to do as JSON in the only argument.

Standard output gets four bytes with the length of an answer in JSON, the answer, then the bytes of
each of its `parts` one after the other. `{"refused": why}` says that there is no picture to give.
"""

import contextlib
import json
import os
import resource
import signal
import sys
from typing import Any


def main() -> None:
    """Do the job within its bounds. What breaks a bound ends the process, and no answer is left."""
    job: dict[str, Any] = json.loads(sys.argv[1])
    _bound(job)
    # Only now: loading a decoder is within the bounds too.
    from chat.picture_process import jobs

    answer, parts = jobs.do(sys.stdin.buffer.read(job["bytes"] + 1), job)
    head = json.dumps(answer | {"parts": [len(part) for part in parts]}).encode()
    sys.stdout.buffer.write(len(head).to_bytes(4, "big") + head + b"".join(parts))
    sys.stdout.buffer.flush()


def _bound(job: dict[str, Any]) -> None:
    seconds = job["seconds"]
    signal.alarm(3 * seconds)  # should whoever started it be gone by then
    with contextlib.suppress(OSError):  # deploy/hearth.service forbids it
        os.nice(10)  # messages come first
    for kind, most in (
        (resource.RLIMIT_AS, job["memory"]),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 3 * job["bytes"]),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


main()
