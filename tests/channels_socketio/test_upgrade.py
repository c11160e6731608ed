"""The upgrade, step by step: what is sent between any two steps arrives once and in order."""

import asyncio
import base64
import itertools
from types import TracebackType
from typing import Any, Self

import orjson
import pytest

from channels_socketio import SocketIO
from channels_socketio.testing import Closed, Communicator, PollingCommunicator
from channels_socketio.testing.polling import Exchange, exchange, request
from tests.channels_socketio.namespaces import build

STEPS = ("before", "opened", "probed", "released", "upgrading", "upgraded")


async def _settle() -> None:
    """Let everything in this process that can go on go on."""
    for _ in range(30):
        await asyncio.sleep(0)


class Upgrading:
    """A client that upgrades as the official one does, a step at a time. `got` is what it was
    sent, whatever way it took."""

    def __init__(self, sio: SocketIO) -> None:
        self.sio = sio
        self.got: list[str | bytes] = []
        self.query = "EIO=4&transport=polling"
        self.websocket: Communicator | None = None
        self._poll: Exchange | None = None

    async def __aenter__(self) -> Self:
        answer = await request(self.sio, "GET", self.query)
        self.query += f"&sid={orjson.loads(answer.body[1:])['sid']}"
        await self.post("40")
        await self.poll()
        self.got.clear()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.websocket is not None:
            await self.websocket.close()

    @property
    def socket(self) -> Any:
        """The server's end."""
        sid = self.query.rpartition("=")[2]
        (socket,) = [found for found in self.sio.hub.sockets() if found.eio_sid == sid]
        return socket

    async def post(self, body: str) -> None:
        """A POST, which is in order."""
        answer = await request(self.sio, "POST", self.query, body.encode())
        assert answer.body == b"ok", answer

    def begin_poll(self) -> None:
        """A GET, unless one is under way."""
        if self._poll is None:
            self._poll = exchange(self.sio, "GET", self.query)
            self._poll.feed(b"")

    async def poll(self) -> None:
        """Wait for the GET under way, or for one of now."""
        self.begin_poll()
        assert self._poll is not None
        answer = await self._poll.answer()
        self._poll = None
        assert answer.status == 200, answer
        parts = answer.body.decode().split("\x1e")
        self.got += [_read(part) for part in parts if part != "6"]

    async def collect(self) -> None:
        """Take the answer of a GET under way, if it is there, and poll again."""
        await _settle()
        while self._poll is not None and self._poll.task.done():
            await self.poll()
            self.begin_poll()
            await _settle()

    async def open_websocket(self) -> Communicator:
        """A WebSocket with this session's sid."""
        query = self.query.replace("polling", "websocket")
        self.websocket = Communicator(self.sio, query=query)
        await self.websocket.open_websocket()
        return self.websocket

    async def probe(self) -> None:
        """Probe, and see it answered."""
        assert self.websocket is not None
        self.websocket.send_frame("2probe")
        assert await self.websocket.receive_frame() == "3probe"

    async def pause(self) -> None:
        """Let the last poll end, and begin none."""
        if self._poll is not None:
            await self.poll()

    def drain(self) -> None:
        """Take what came over the WebSocket."""
        assert self.websocket is not None
        while not self.websocket.frames.empty():
            frame = self.websocket.frames.get_nowait()
            assert frame is not None
            self.got.append(frame)


def _read(part: str) -> str | bytes:
    return base64.b64decode(part[1:]) if part.startswith("b") else part


@pytest.mark.parametrize("waiting", [True, False], ids=["a poll waits", "no poll waits"])
async def test_whenever_something_is_sent_it_arrives_once_and_in_order(waiting: bool) -> None:
    sio = build(inbound_burst=10_000)
    for chosen in itertools.product((0, 2), repeat=len(STEPS)):
        counts = dict(zip(STEPS, chosen, strict=True))
        async with Upgrading(sio) as client:
            sent = await _upgrade(client, counts, waiting)
            assert client.got == sent, counts
            assert client.websocket is not None
            assert await client.websocket.call("noted") == list(range(len(STEPS)))
    await sio.close()


async def _upgrade(client: Upgrading, counts: dict[str, int], waiting: bool) -> list[str | bytes]:
    """Upgrade, the server sending `counts` events at each step, and the client one."""
    numbers = itertools.count()
    sent: list[str | bytes] = []

    async def emit(step: str) -> None:
        for _ in range(counts[step]):
            number = next(numbers)
            if number % 2:
                sent.extend([f'451-["n",{number},{{"_placeholder":true,"num":0}}]', b"attached"])
                await client.socket.emit("n", number, b"attached")
            else:
                sent.append(f'42["n",{number}]')
                await client.socket.emit("n", number)

    async def note(step: str) -> None:
        frame = f'42["note",{STEPS.index(step)}]'
        if step == "upgraded" and client.websocket is not None:
            client.websocket.send_frame(frame)
        elif step != "upgrading":
            await client.post(frame)

    if waiting:
        client.begin_poll()
        await _settle()
    await emit("before")
    await note("before")
    await client.collect()
    await client.open_websocket()
    await emit("opened")
    await note("opened")
    await client.collect()
    await client.probe()
    await emit("probed")
    await note("probed")
    await client.pause()
    await emit("released")
    await note("released")
    assert client.websocket is not None
    client.websocket.send_frame("5")
    await emit("upgrading")
    client.websocket.send_frame(f'42["note",{STEPS.index("upgrading")}]')
    await _settle()
    await emit("upgraded")
    await note("upgraded")
    await _settle()
    client.drain()
    return sent


async def test_a_poll_that_is_aborted_as_the_client_upgrades_closes_nothing() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        poll = asyncio.create_task(sio.http.desk.get(client.query.rpartition("=")[2], ""))
        await _settle()
        await client.probe()
        await _settle()
        again = asyncio.create_task(sio.http.desk.get(client.query.rpartition("=")[2], ""))
        await _settle()
        polling = client.socket.connection.transport
        release = polling.release

        def release_and_abort() -> None:
            release()
            again.cancel()

        polling.release = release_and_abort
        websocket.send_frame("5")
        await _settle()
        assert (await poll).body == b"6"
        assert again.cancelled()
        assert await websocket.call("echo", "alive") == "alive"
    await sio.close()


async def test_what_is_sent_as_a_poll_waits_and_the_client_upgrades_arrives_once() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        await _settle()
        client.begin_poll()
        await _settle()
        websocket.send_frame("5")
        for number in range(3):
            await client.socket.emit("n", number)
        await client.poll()
        await _settle()
        client.drain()
        assert client.got == [f'42["n",{number}]' for number in range(3)]
    await sio.close()


async def test_a_client_that_polls_all_the_time_passes_over_the_release() -> None:
    sio = build()
    async with PollingCommunicator(sio) as client:
        await client.connect()
        sid = client.handshake["sid"]
        websocket = Communicator(sio, query=f"EIO=4&transport=websocket&sid={sid}")
        await websocket.open_websocket()
        websocket.send_frame("2probe")
        assert await websocket.receive_frame() == "3probe"
        await _settle()
        assert await client.call("echo", "by poll") == "by poll"
        await websocket.close()
    await sio.close()


@pytest.mark.parametrize("frames", [["5"], ["2probe", "6"]], ids=repr)
async def test_a_wrong_frame_ends_that_websocket_alone(frames: list[str]) -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        for frame in frames:
            websocket.send_frame(frame)
        assert await websocket.wait_closed() == 1000
        await client.post('421["echo","alive"]')
        await client.poll()
        assert client.got == ['431["alive"]']
    await sio.close()


async def test_a_probe_takes_no_longer_than_it_may() -> None:
    sio = build(upgrade_timeout=30)
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        assert await websocket.wait_closed() == 1000
        assert client.socket.transport == "polling"
    await sio.close()


async def test_a_second_websocket_is_accepted_and_closed() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        second = Communicator(sio, query=client.query.replace("polling", "websocket"))
        await client.open_websocket()
        await client.probe()
        await second.open_websocket()
        assert await second.wait_closed() == 1000
        await second.close()
        assert client.websocket is not None
        client.websocket.send_frame("5")
        assert await client.websocket.call("echo", 1) == 1
        assert client.socket.transport == "websocket"
    await sio.close()


async def test_after_the_upgrade_polling_is_a_bad_request() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        websocket.send_frame("5")
        await _settle()
        for method in ("GET", "POST"):
            answer = await request(sio, method, client.query, b"3")
            assert (answer.status, orjson.loads(answer.body)["code"]) == (400, 3)
        assert await websocket.call("echo", "alive") == "alive"
    await sio.close()


async def test_with_b64_binary_is_text_on_a_websocket() -> None:
    sio = build()
    client = Communicator(sio, query="EIO=4&transport=websocket&b64=1")
    async with client:
        await client.connect()
        (socket,) = sio.hub.sockets()
        assert socket.writable
        await socket.emit("n", b"\x01", b"")
        await socket.emit("n", b"\x01", b"", volatile=True)
        frames = [await client.receive_frame() for _ in range(3)]
        assert frames[1:] == ["bAQ==", "b"]
        client.send_frame("bAQ==")
        await client.wait_closed()
    await sio.close()


async def test_a_ping_under_way_is_answered_over_the_websocket() -> None:
    sio = build(ping_interval=60, ping_timeout=2_000)
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        await asyncio.sleep(0.1)
        websocket.send_frame("5")
        assert await websocket.receive_frame() == "2"
        websocket.send_frame("3")
        assert await websocket.receive_frame() == "2"
        assert await websocket.call("echo", "alive") == "alive"
    await sio.close()


@pytest.mark.parametrize(
    "options", [{"allow_upgrades": False}, {"transports": ("polling",)}], ids=repr
)
async def test_where_no_upgrade_is_allowed_none_is_offered_and_none_is_let_in(
    options: dict[str, Any],
) -> None:
    sio = build(**options)
    answer = await request(sio, "GET", "EIO=4&transport=polling")
    assert orjson.loads(answer.body[1:])["upgrades"] == []
    async with Upgrading(sio) as client:
        with pytest.raises(Closed, match="refused"):
            await client.open_websocket()
        client.websocket = None
    await sio.close()


async def test_while_the_server_drains_nobody_upgrades() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        sio.hub.draining = True
        with pytest.raises(Closed, match="refused"):
            await client.open_websocket()
        client.websocket = None
    await sio.close()


async def test_a_session_that_ends_while_its_websocket_is_accepted_ends_it_too() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        query = client.query.replace("polling", "websocket")
        websocket = Communicator(sio, query=query)
        opening = asyncio.create_task(websocket.open_websocket())
        take = websocket._take

        async def close_first(message: dict[str, Any]) -> None:
            if message["type"] == "websocket.accept":
                await client.socket.disconnect(close=True)
            await take(message)

        websocket._take = close_first  # type: ignore[method-assign]
        await opening
        assert await websocket.wait_closed() == 1000
        await websocket.close()
    await sio.close()


async def test_a_session_that_ends_as_the_client_upgrades_ends_the_websocket() -> None:
    sio = build()
    async with Upgrading(sio) as client:
        websocket = await client.open_websocket()
        await client.probe()
        websocket.send_frame("5")
        await client.socket.disconnect(close=True)
        assert await websocket.wait_closed() == 1000
    await sio.close()
