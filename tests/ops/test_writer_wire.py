"""project/launcher/writer.py under a server: past Twisted's queue and in order with it."""

import asyncio
import contextlib
import socket
from pathlib import Path

import pytest

from tests.ops.probing import Probe, masked, running, silent

FRAMES = 5_000  # five megabytes: more than the system takes from us unread


async def _mixed(probe: Probe, *, pings: int = 0, slowly: bool = False) -> tuple[list[int], int]:
    """The numbers of the frames that came, and the code that closed."""
    reader, writer = await silent(probe, "/")
    writer.write(masked(0x81, f"mix {FRAMES}".encode()))
    for _ in range(pings):
        writer.write(masked(0x89, b"hello"))
    numbers, pongs = list[int](), 0
    while True:
        head, size = await reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await reader.readexactly(2), "big")
        payload = await reader.readexactly(size)
        if head == 0x88:
            writer.write(masked(0x88, payload))
            writer.close()
            assert pongs <= pings
            return numbers, int.from_bytes(payload, "big")
        pongs += head == 0x8A
        if head == 0x81:
            number, _, rest = payload.partition(b" ")
            assert rest == b"x" * 1_000
            numbers.append(int(number))
        if slowly and len(numbers) % 500 == 1:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("slowly", [False, True], ids=["who reads", "who reads slowly"])
async def test_both_ways_arrive_whole_in_one_order_and_before_the_close(
    probe: Probe, slowly: bool
) -> None:
    numbers, code = await _mixed(probe, pings=3, slowly=slowly)
    assert numbers == list(range(FRAMES))
    assert code == 3001


async def test_who_reads_nothing_for_a_while_gets_everything_after(probe: Probe) -> None:
    reader, writer = await silent(probe, "/")
    line: socket.socket = writer.get_extra_info("socket")
    writer.write(masked(0x81, b"flood 20000"))
    reader._transport.pause_reading()  # type: ignore[attr-defined]
    await asyncio.sleep(0.5)
    assert line.fileno() > 0
    reader._transport.resume_reading()  # type: ignore[attr-defined]
    frame = b"\x81\x7e\x04\x00" + b"x" * 1_024
    for _ in range(20_000):
        assert await reader.readexactly(len(frame)) == frame
    head, size = await reader.readexactly(2)
    said = await reader.readexactly(size)
    assert head == 0x81
    assert int(said.split()[1]) > 0  # twenty megabytes waited, most of them here
    writer.close()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """The content of the next frame."""
    _, size = await reader.readexactly(2)
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    return await reader.readexactly(size)


async def test_a_choir_is_heard_whole_in_order_by_each_the_slow_ones_later(probe: Probe) -> None:
    songs, slow, cut = 4_000, 3, 5
    lines = [await silent(probe, "/") for _ in range(12)]
    for number, (reader, writer) in enumerate(lines):
        writer.write(masked(0x81, b"join"))
        assert await _frame(reader) == str(number + 1).encode()
    lines[slow][0]._transport.pause_reading()  # type: ignore[attr-defined]
    lines[0][1].write(masked(0x81, f"sing {songs}".encode()))
    lines[cut][1].transport.abort()

    async def listen(reader: asyncio.StreamReader) -> None:
        heard = 0
        while heard < songs:
            number, _, rest = (await _frame(reader)).partition(b" ")
            if rest:
                assert int(number) == heard
                assert rest == b"x" * 1_000
                heard += 1

    others = [it for n, (it, _) in enumerate(lines) if n not in (slow, cut)]
    await asyncio.wait_for(asyncio.gather(*map(listen, others)), 30)
    lines[slow][0]._transport.resume_reading()  # type: ignore[attr-defined]
    await asyncio.wait_for(listen(lines[slow][0]), 30)
    for n, (_, writer) in enumerate(lines):
        if n != cut:
            writer.close()


async def test_who_comes_by_the_file_of_one_who_went_hears_nothing_of_theirs(
    own_probe: Probe,
) -> None:
    gone = [await silent(own_probe, "/") for _ in range(8)]
    for reader, writer in gone:
        writer.write(masked(0x81, b"join"))
        await _frame(reader)
    gone[0][1].write(masked(0x81, b"sing 1"))
    assert (await _frame(gone[0][0])).startswith(b"0 ")
    for _, writer in gone[1:]:
        writer.transport.abort()
    await asyncio.sleep(0.2)
    came = [await silent(own_probe, "/") for _ in range(8)]
    gone[0][1].write(masked(0x81, b"sing 5"))
    await asyncio.sleep(0.2)
    for reader, writer in came:
        writer.write(masked(0x81, b"offered"))
        assert (await _frame(reader)).startswith(b"websocket.")
    for _, writer in [gone[0], *came]:
        writer.close()


async def _offered(probe: Probe) -> list[str]:
    reader, writer = await silent(probe, "/")
    writer.write(masked(0x81, b"offered"))
    found = (await _frame(reader)).decode().split()
    writer.close()
    return found


async def test_who_runs_it_may_have_each_write_be_a_call_of_its_own(
    probe: Probe, tmp_path: Path
) -> None:
    alone = ["websocket.reader", "websocket.writer"]
    beside = ["websocket.group", "websocket.reader", "websocket.together", "websocket.writer"]
    assert await _offered(probe) == beside
    with running(tmp_path, WRITE_TOGETHER="0") as without:
        assert await _offered(without) == alone


async def test_who_cuts_the_line_amid_a_flood_hurts_nobody(probe: Probe) -> None:
    _, writer = await silent(probe, "/")
    writer.write(masked(0x81, b"flood 20000"))
    await asyncio.sleep(0.05)
    writer.transport.abort()
    with contextlib.closing(socket.create_connection(("127.0.0.1", probe.port), 10)):
        assert probe.get()["gc"] is True
