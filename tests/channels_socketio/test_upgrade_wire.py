"""The upgrade on the wire: PROTOCOL "Upgrade", a sentence a test, and traffic during it."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import websockets

from tests.channels_socketio.conftest import ROOT, Served, serving
from tests.channels_socketio.wire import SEPARATOR, Polling, open_websocket
from tests.support.proxy import TcpProxy

TRAFFIC = Path(__file__).with_name("traffic.mjs")
QUIET = '{"ping_interval": 60000}'
HASTY = '{"ping_interval": 60000, "upgrade_timeout": 300}'


@pytest.fixture(scope="module", params=[(), ("direct",)], ids=["through ASGI", "direct writer"])
def server(request: pytest.FixtureRequest) -> Iterator[Served]:
    """One worker that does not ping while a test looks."""
    with serving(QUIET, *request.param) as served:
        yield served


@pytest.fixture
async def session(server: Served) -> AsyncIterator[Polling]:
    """A session that has joined."""
    async with Polling(server.url) as polling:
        await polling.join()
        yield polling


async def _probed(session: Polling) -> websockets.ClientConnection:
    websocket = await session.websocket()
    await websocket.send("2probe")
    assert await websocket.recv() == "3probe"
    return websocket


async def _ends(websocket: websockets.ClientConnection) -> int | None:
    await asyncio.wait_for(websocket.wait_closed(), 5)
    return websocket.close_code


@pytest.mark.parametrize("latency", [0.0, 0.004], ids=["near", "far"])
def test_under_traffic_nothing_is_lost_doubled_or_reordered(server: Served, latency: float) -> None:
    far = TcpProxy(server.port, latency=latency) if latency else nullcontext(server)
    with far as way:
        run = subprocess.run(
            ["node", str(TRAFFIC), way.url, "24"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    by = json.loads(run.stdout)
    assert by["polling"] > 0
    assert by["websocket"] > 0
    assert sum(by.values()) == 24 * 120


async def test_a_probe_releases_the_polls_until_the_upgrade(session: Polling) -> None:
    poll = await session.waiting()
    websocket = await _probed(session)
    assert (await poll).text == "6"
    for _ in range(2):
        assert (await asyncio.wait_for(session.get(), 1)).text == "6"
    await websocket.send("5")
    await websocket.send('421["echo","now here"]')
    assert await websocket.recv() == '431["now here"]'
    answer = await session.get()
    assert (answer.status_code, answer.json()["code"]) == (400, 3)
    assert (await session.post("3")).json()["code"] == 3
    await websocket.close()
    assert await session.is_gone()


async def test_until_the_upgrade_messages_go_by_polling(session: Polling) -> None:
    websocket = await _probed(session)
    assert (await session.post('421["echo","by poll"]')).text == "ok"
    assert await session.poll_for("43") == ['431["by poll"]']
    await websocket.close()
    await session.post('422["echo","still"]')
    assert await session.poll_for("43") == ['432["still"]']


async def test_what_no_poll_fetched_goes_first_over_the_websocket(session: Polling) -> None:
    websocket = await _probed(session)
    binary = ['451-0["echo",{"_placeholder":true,"num":0}]', "bAQI="]
    await session.post(SEPARATOR.join([*binary, *(f'42{n}["echo"]' for n in range(1, 30))]))
    await websocket.send("5")
    await websocket.send('4230["echo"]')
    frames = [await websocket.recv() for _ in range(32)]
    assert frames[:2] == ['461-0[{"_placeholder":true,"num":0}]', b"\x01\x02"]
    assert frames[2:] == [f"43{number}[]" for number in range(1, 31)]
    await websocket.close()


async def test_a_poll_that_waits_at_the_upgrade_gets_a_noop(session: Polling) -> None:
    websocket = await _probed(session)
    poll = await session.waiting()
    await websocket.send("5")
    assert (await poll).text == "6"
    await websocket.send("421[7]")
    assert await websocket.recv() == '431["seven"]'
    await websocket.close()


@pytest.mark.parametrize("frames", [["2"], ["5"], ["40"], [b"2probe"], ["2probe", "2probe"], [""]])
async def test_a_wrong_frame_ends_that_websocket_alone(
    session: Polling, frames: list[str | bytes]
) -> None:
    websocket = await session.websocket()
    for frame in frames:
        await websocket.send(frame)
    assert await _ends(websocket) == 1000
    await session.post('421["echo","alive"]')
    assert await session.poll_for("43") == ['431["alive"]']


@pytest.mark.parametrize("probes", [False, True])
async def test_an_abandoned_probe_ends_that_websocket_alone_and_another_may_come(
    session: Polling, probes: bool
) -> None:
    websocket = await _probed(session) if probes else await session.websocket()
    await websocket.close()
    await session.post('421["echo","alive"]')
    assert await session.poll_for("43") == ['431["alive"]']
    again = await _probed(session)
    await again.send("5")
    await again.send("422[7]")
    assert await again.recv() == '432["seven"]'
    await again.close()


@pytest.mark.parametrize("probes", [False, True])
async def test_a_probe_that_takes_too_long_ends_that_websocket_alone(probes: bool) -> None:
    with serving(HASTY) as hasty:
        async with Polling(hasty.url) as session:
            await session.join()
            websocket = await session.websocket()
            if probes:
                await websocket.send("2probe")
            assert await _ends(websocket) == 1000
            await session.post('421["echo","alive"]')
            assert await session.poll_for("43") == ['431["alive"]']


async def test_a_second_websocket_is_accepted_and_closed(session: Polling) -> None:
    first = await _probed(session)
    assert await _ends(await session.websocket()) == 1000
    await first.send("5")
    assert await _ends(await session.websocket()) == 1000
    await first.send("421[7]")
    assert await first.recv() == '431["seven"]'
    await first.close()


async def test_an_unknown_sid_is_refused(server: Served) -> None:
    with pytest.raises(websockets.InvalidStatus, match="403"):
        await open_websocket(server.url, "EIO=4&transport=websocket&sid=w1.made-up")


async def test_a_session_that_closes_ends_the_probe(session: Polling) -> None:
    websocket = await _probed(session)
    await session.post("1")
    assert await _ends(websocket) == 1000


async def test_with_b64_binary_is_text_on_a_websocket(server: Served, session: Polling) -> None:
    websocket = await open_websocket(server.url, "EIO=4&transport=websocket&b64=1")
    await websocket.send('40{"quiet":true}')
    while not str(await websocket.recv()).startswith("40"):
        pass
    upgraded = await session.websocket("&b64=1")
    await upgraded.send("2probe")
    assert await upgraded.recv() == "3probe"
    await upgraded.send("5")
    for line in (websocket, upgraded):
        await line.send('451-7["echo",{"_placeholder":true,"num":0}]')
        await line.send("bAQID")
        assert await line.recv() == '461-7[{"_placeholder":true,"num":0}]'
        assert await line.recv() == "bAQID"
        await line.close()
