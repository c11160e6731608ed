"""The process that opens one picture: started, waited for, ended.

Both ways it speaks through files, not pipes: nothing has to be read while it runs, its answer is
bounded by the system, and a large picture is never in this process's memory.
"""

import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO

from django.conf import settings

from chat.errors import Unavailable

logger = logging.getLogger(__name__)


class NoAnswer(Exception):
    """The process died or was ended: the picture wanted more than it may have."""


def run(source: bytes | BinaryIO, job: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """What `chat.picture_process` answers to `job` for `source`, and the parts of the answer.

    Raises `NoAnswer`, and `Unavailable` when too many others wait.
    """
    limits = settings.HEARTH
    job = {"memory": limits["PICTURE_MEMORY"], "seconds": limits["PICTURE_SECONDS"], **job}
    with _turn(), _as_file(source, job["bytes"]) as picture, tempfile.TemporaryFile() as answer:
        _call(job, picture, answer)
        return _read(answer)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """One of the `PICTURE_PROCESSES` at a time; waiting is bounded too."""
    if not _turns().acquire(timeout=settings.HEARTH["PICTURE_WAIT_SECONDS"]):
        raise Unavailable("Hearth is busy with other pictures. Try again in a moment.")
    try:
        yield
    finally:
        _turns().release()


@cache
def _turns() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.HEARTH["PICTURE_PROCESSES"])


@contextlib.contextmanager
def _as_file(source: bytes | BinaryIO, most: int) -> Iterator[BinaryIO]:
    """`source` as a file that another process can read, from its beginning."""
    if not isinstance(source, bytes) and _has_descriptor(source):
        source.seek(0)
        os.lseek(source.fileno(), 0, os.SEEK_SET)
        yield source
        return
    with tempfile.TemporaryFile() as copy:
        # One byte too many is enough for the refusal.
        copy.write(source[: most + 1] if isinstance(source, bytes) else source.read(most + 1))
        copy.seek(0)
        yield copy


def _has_descriptor(source: BinaryIO) -> bool:
    try:
        return source.fileno() >= 0
    except (OSError, AttributeError):
        return False


def _call(job: dict[str, Any], picture: BinaryIO, answer: BinaryIO) -> None:
    # An environment of nothing: no settings, no secrets, no way to load code of another's choice.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-E", "-s", "-B", "-m", "chat.picture_process", json.dumps(job)],
        stdin=picture, stdout=answer, stderr=subprocess.DEVNULL, cwd=settings.BASE_DIR, env={},
    )  # fmt: skip
    try:
        code = process.wait(timeout=2 * job["seconds"])
    except subprocess.TimeoutExpired:
        code = None
    finally:
        process.kill()
        process.wait()
    if code != 0:
        logger.info("a picture was given up: its process ended with %s", code)
        raise NoAnswer


def _read(answer: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    answer.seek(0)
    length = int.from_bytes(answer.read(4), "big")
    head: dict[str, Any] = json.loads(answer.read(length))
    return head, [answer.read(part) for part in head["parts"]]
