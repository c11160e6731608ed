"""project/launcher/server.py and protocols.py, over real sockets."""

import asyncio
import json
import socket
import time
from contextlib import suppress

import pytest
import websockets

from tests.ops.probing import MEGABYTE, Probe, masked, read, silent


def test_a_clients_root_path_header_is_dropped(probe: Probe) -> None:
    seen = probe.get(headers="Daphne-Root-Path: /evil\r\n")
    assert seen["root_path"] == ""
    assert "daphne-root-path" not in dict(seen["headers"])


async def test_a_clients_root_path_header_is_dropped_from_a_websocket_too(probe: Probe) -> None:
    headers = {"Daphne-Root-Path": "/evil"}
    async with websockets.connect(_ws(probe), additional_headers=headers) as client:
        assert json.loads(await client.recv()) == {"root_path": ""}


def test_an_underscored_header_is_ignored(probe: Probe) -> None:
    names = dict(probe.get(headers="X_Forwarded_For: 6.6.6.6\r\n")["headers"])
    assert not [name for name in names if "_" in name]


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx",
    ],
    ids=["two hosts", "two lengths", "length and chunks"],
)
def test_a_request_that_can_be_read_in_two_ways_gets_400(probe: Probe, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", probe.port), 10) as line:
        line.sendall(head)
        assert line.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "headers",
    [b"".join(b"X-%d: y\r\n" % n for n in range(600)), b"X: " + b"y" * 20_000 + b"\r\n"],
    ids=["600 headers", "a header of 20 KB"],
)
def test_headers_without_measure_are_not_served(probe: Probe, headers: bytes) -> None:
    answer = probe.raw(b"GET / HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n")
    # The rest of what was sent may reset the line before the refusal is read.
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")


def test_garbage_is_collected_while_it_serves(probe: Probe) -> None:
    assert probe.get()["gc"] is True


def test_a_failing_application_is_a_500_and_the_server_lives(probe: Probe) -> None:
    late = b"GET /fail-late HTTP/1.1\r\nHost: a\r\n\r\n"
    assert probe.raw(b"GET /fail HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").startswith(
        b"HTTP/1.1 500 "
    )
    probe.raw(late)  # cut off: the answer had begun
    assert probe.raw(b"GET /fail HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").startswith(
        b"HTTP/1.1 500 "
    )


async def test_the_writer_keeps_the_order_with_send_and_counts_what_waits(probe: Probe) -> None:
    async with websockets.connect(_ws(probe), max_size=None) as client:
        await client.recv()
        await client.send("flood 20000")
        for _ in range(20_000):
            assert await client.recv() == "x" * 1024
        said = str(await client.recv())
        assert said.startswith("buffered ")
        assert int(said.split()[1]) > 0  # 20 MB at once do not fit into a socket's buffer


def test_a_term_signal_lets_the_running_request_finish_and_exits_0(own_probe: Probe) -> None:
    with socket.create_connection(("127.0.0.1", own_probe.port), 10) as line:
        line.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.3)  # on its way: nothing tells from outside that the application has it
        own_probe.process.terminate()
        answer = read(line)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in answer.lower()
    assert own_probe.process.wait(10) == 0


async def test_a_term_signal_closes_websockets_with_1012(own_probe: Probe) -> None:
    async with websockets.connect(_ws(own_probe)) as client:
        await client.recv()
        own_probe.process.terminate()
        await asyncio.wait_for(client.wait_closed(), 10)
        assert client.close_code == 1012
    _, errors = await asyncio.to_thread(own_probe.process.communicate)
    assert own_probe.process.returncode == 0
    assert "closed 1012" in errors  # the application was told, and ran to its end


async def test_a_websocket_that_went_away_without_a_word_is_ended(probe: Probe) -> None:
    quiet, quiet_writer = await silent(probe, "/ws/")
    other, other_writer = await silent(probe, "/socket.io/")
    async with websockets.connect(f"{_ws(probe)}ws/", ping_interval=None) as answering:
        await answering.recv()
        await asyncio.wait_for(quiet.readuntil(b"\x89"), 10)  # a ping
        with suppress(ConnectionResetError):
            await asyncio.wait_for(quiet.read(), 10)  # to its end
        with pytest.raises(TimeoutError):  # and none here
            await asyncio.wait_for(other.read(1), 0.05)
        await answering.send("flood 1")
        assert await answering.recv() == "x" * 1024
    for writer in (quiet_writer, other_writer):
        writer.close()


async def test_a_client_has_time_to_answer_that_it_is_closed(own_probe: Probe) -> None:
    """Its answer comes after all that it has sent, which may be much."""
    reader, writer = await silent(own_probe, "/")
    writer.write(masked(0x81, b"close"))
    assert await asyncio.wait_for(_until(reader, 0x88), 5) == b"\x03\xe8"  # 1000
    await asyncio.sleep(3)
    writer.write(masked(0x81, b"flood 1") * 1_000 + masked(0x88, b"\x03\xe8"))
    with suppress(ConnectionResetError):
        await asyncio.wait_for(reader.read(), 5)
    writer.close()
    own_probe.process.terminate()
    _, errors = await asyncio.to_thread(own_probe.process.communicate, timeout=10)
    assert "closed 1000" in errors


async def _until(reader: asyncio.StreamReader, wanted: int) -> bytes:
    """What the next short frame of a kind holds."""
    while True:
        head, length = await reader.readexactly(2)
        payload = await reader.readexactly(length)
        if head == wanted:
            return payload


async def test_a_term_signal_ends_with_a_websocket_that_never_answers(own_probe: Probe) -> None:
    _, writer = await silent(own_probe, "/")
    own_probe.process.terminate()
    assert await asyncio.to_thread(own_probe.process.wait, 10) == 0
    writer.close()


async def test_a_term_signal_ends_with_a_half_received_request(own_probe: Probe) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", own_probe.port)
    writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    await asyncio.sleep(0.2)  # no answer tells that it arrived
    own_probe.process.terminate()
    assert await asyncio.to_thread(own_probe.process.wait, 10) == 0
    writer.close()


def test_nobody_is_accepted_once_it_ends(own_probe: Probe) -> None:
    with socket.create_connection(("127.0.0.1", own_probe.port), 10) as line:
        line.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.2)
        own_probe.process.terminate()
        time.sleep(0.3)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", own_probe.port), 10)
        assert read(line).startswith(b"HTTP/1.1 200 ")


def _ws(probe: Probe) -> str:
    return f"ws://127.0.0.1:{probe.port}/"


def test_a_long_answer_waits_for_its_reader_who_may_not_wait_for_ever(own_probe: Probe) -> None:
    with socket.create_connection(("127.0.0.1", own_probe.port), 10) as line:
        line.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert len(read(line)) > 40 * MEGABYTE
    assert own_probe.get()["sent"] == 40
    with socket.create_connection(("127.0.0.1", own_probe.port), 10) as line:
        line.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        time.sleep(0.4)
        assert 40 < own_probe.get()["sent"] < 40 + 20  # as much as the sockets' buffers hold
        time.sleep(1.5)  # with those before, longer than SEND_SECONDS
        assert len(read(line)) < 20 * MEGABYTE
