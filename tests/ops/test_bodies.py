"""project/launcher/protocols.py and refusals.py: how large a body may be, and how slow."""

import json
import socket
from pathlib import Path

import pytest

from tests.ops.probing import MEGABYTE, Probe, body_of, read


def test_a_body_that_announces_too_much_is_refused_before_it_is_sent(probe: Probe) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (MEGABYTE + 1)
    assert probe.raw(head).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("more", "status"),
    [(b"Content-Length: 99999999", 413), (b"Content-Length: 9", 408)],
    ids=["too large", "too slow"],
)
def test_the_api_says_as_a_problem_what_did_not_get_to_it(
    probe: Probe, more: bytes, status: int
) -> None:
    path = b'/api/rooms/1/"a%20b"/messages?x=1'
    answer = probe.raw(b"POST " + path + b" HTTP/1.1\r\nHost: a\r\n" + more + b"\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"\r\nContent-Type: application/problem+json\r\n" in head
    problem = json.loads(body)
    assert problem.keys() == {"type", "title", "status", "detail", "instance", "code"}
    assert problem["status"] == status
    assert problem["instance"] == "/api/rooms/1/%22a%20b%22/messages"
    assert problem["type"] == f"/api/docs#{problem['code']}"


@pytest.mark.parametrize("path", ["/socket.io/?EIO=4", "/apiary", "/"])
def test_elsewhere_a_refusal_has_no_body(probe: Probe, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n"
    answer = probe.raw(head.encode())
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b"\r\n\r\n")


def test_a_client_that_asks_before_it_sends_too_much_is_told_no(probe: Probe) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"
    answer = probe.raw(head)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def test_a_chunked_body_is_refused_when_it_grows_too_large(probe: Probe) -> None:
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    with socket.create_connection(("127.0.0.1", probe.port), 10) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(17):
            line.sendall(chunk)
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_flood_of_a_body_does_not_grow_the_process(probe: Probe) -> None:
    before = _memory(probe)
    with socket.create_connection(("127.0.0.1", probe.port), 10) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000000\r\n\r\n")
        try:
            for _ in range(100):
                line.sendall(b"x" * MEGABYTE)
        except OSError:
            pass
    assert _memory(probe) - before < 20


def test_a_body_of_just_the_limit_arrives(probe: Probe) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    answer = probe.raw(head % MEGABYTE + b"x" * MEGABYTE)
    assert json.loads(body_of(answer))["body"] == MEGABYTE


def test_a_request_that_dribbles_in_is_ended(probe: Probe) -> None:
    with socket.create_connection(("127.0.0.1", probe.port), 10) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
        assert read(line).startswith(b"HTTP/1.1 408 ")


def _memory(probe: Probe) -> float:
    """The process's resident memory in MB."""
    status = Path(f"/proc/{probe.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
