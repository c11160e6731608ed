"""project/launcher/slim.py: what WebSockets hold while they are open, and after."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest
from autobahn.websocket import protocol

from tests.ops.probing import Probe, masked, silent

SOCKETS = 20
OF_THE_REQUEST = ("Channel", "Request", "ConnectionRequest", "Queue", "deque")
OF_A_WEBSOCKET = ("WebSocket", "DirectWriter", "Inbox", "Server", "Deferred")


def _objects(probe: Probe, kinds: tuple[str, ...]) -> dict[str, int]:
    counts = probe.get()["objects"]
    return {kind: counts.get(kind, 0) for kind in kinds}


async def _expect_few(probe: Probe, before: dict[str, int]) -> None:
    """There are hardly more than before, once Daphne has looked who is gone, which it does every
    second. Asked once: each time to ask is a request itself."""
    await asyncio.sleep(2.5)
    counts = _objects(probe, tuple(before))
    assert not [kind for kind in before if counts[kind] - before[kind] > SOCKETS / 4], counts


def test_nothing_is_laid_out_for_a_log_that_is_off() -> None:
    import project.launcher.websocket  # noqa: F401 (what it does to Autobahn is meant)

    laid_out: Callable[[object], str] = vars(protocol)["pformat"]
    assert laid_out([("openHandshakeTimeout", 5)]) == ""


async def test_an_open_websocket_keeps_nothing_of_its_request_and_one_that_went_nothing(
    probe: Probe,
) -> None:
    probe.get()
    request, websocket = _objects(probe, OF_THE_REQUEST), _objects(probe, OF_A_WEBSOCKET)
    lines = [await silent(probe, "/ws/") for _ in range(SOCKETS)]
    await _expect_few(probe, request)
    assert _objects(probe, OF_A_WEBSOCKET)["WebSocket"] == websocket["WebSocket"] + SOCKETS
    for number, (reader, writer) in enumerate(lines):
        if number % 2:
            writer.transport.abort()
        else:
            writer.write(masked(0x88, b"\x03\xe8"))
            with suppress(ConnectionResetError):
                await reader.read()
            writer.close()
    await _expect_few(probe, websocket)


async def test_a_slim_websocket_still_does_all_that_it_did(probe: Probe) -> None:
    reader, writer = await silent(probe, "/ws/")
    writer.write(masked(0x01, b"flo") + masked(0x00, b"od ") + masked(0x80, b"1"))  # in pieces
    assert await reader.readexactly(4 + 1_024) == b"\x81\x7e\x04\x00" + b"x" * 1_024
    head, size = await reader.readexactly(2)
    assert (head, await reader.readexactly(size)) == (0x81, b"buffered 0")
    writer.write(masked(0x89, b"ping"))
    assert await reader.readexactly(6) == b"\x8a\x04ping"
    writer.write(masked(0x81, b"\xff"))  # no UTF-8
    with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
        await reader.readexactly(1_000)
    writer.close()
