"""python-socketio's client against a server: the same as client.mjs finds, in its own words."""

import asyncio
from collections.abc import Sequence
from typing import Any

import aiohttp
import socketio

SECONDS = 8


class Client:
    """One connection. What the server emits is kept in `heard`, by event."""

    def __init__(self, transports: Sequence[str]) -> None:
        self._transports = list(transports)
        self.sio = socketio.AsyncClient(reconnection=False)
        self.heard: dict[str, asyncio.Queue[list[Any]]] = {}
        self.refused: asyncio.Queue[Any] = asyncio.Queue()
        for event in ("said", "news", "gone", "greeting"):
            self._keep(event)
        self.sio.on("question", lambda *args: (*args, "answered"))
        self.sio.on("connect_error", self.refused.put_nowait)

    def _keep(self, event: str) -> None:
        queue: asyncio.Queue[list[Any]] = asyncio.Queue()
        self.heard[event] = queue
        self.sio.on(event, lambda *args: queue.put_nowait(list(args)))

    async def open(self, url: str, **options: Any) -> "Client":
        """Connect to the server at `url`."""
        await self.sio.connect(url, transports=self._transports, **options)
        return self

    async def call(self, event: str, *args: Any, namespace: str = "/") -> Any:
        """Emit and wait for the ack."""
        data = args[0] if len(args) == 1 else args
        return await self.sio.call(event, data, namespace=namespace, timeout=SECONDS)

    async def next(self, event: str) -> list[Any]:
        """The arguments of the next such event."""
        return await asyncio.wait_for(self.heard[event].get(), SECONDS)

    @property
    def transport(self) -> str:
        """What it is on now."""
        return str(self.sio.transport())


async def check(url: str, transports: Sequence[str], ends: Sequence[str]) -> None:
    """AssertionError when anything differs."""
    one, two = await Client(transports).open(url), await Client(transports).open(url)
    assert one.transport in ends
    assert two.transport in ends
    await _acks(one, two)
    await _rooms(one, two)
    async with aiohttp.ClientSession() as web, web.get(f"{url}/emit?extra") as answer:
        assert answer.status == 200
    assert await one.next("news") == await two.next("news") == ["extra"]
    await _namespaces(url, transports)
    await asyncio.sleep(1.0)  # more than an interval of the server's pings
    assert await one.call("echo", "alive") == "alive"
    sid = two.sio.get_sid()
    await two.sio.disconnect()
    while (await one.next("gone"))[0] != sid:
        pass  # others went before
    await one.sio.disconnect()


async def _acks(one: Client, two: Client) -> None:
    assert await one.call("echo", "a") == "a"
    assert await one.call("echo", 1, {"b": [2]}, None) == (1, {"b": [2]}, None)
    assert await one.call("fail") == {"error": "internal error"}
    assert await one.call("echo", "still here \u2713 \U0001f600") == "still here \u2713 \U0001f600"
    assert await two.call("ask-me", 1, b"\x09") == [1, b"\x09", "answered"]
    binary = {"a": b"\x01\x02\x03", "b": [b"", {"c": b"\x07" * 70_000}]}
    assert await one.call("echo", binary) == binary


async def _rooms(one: Client, two: Client) -> None:
    for client in (one, two):
        assert await client.call("enter", "room \xfc") == ["room \xfc"]
    await one.call("say", "room \xfc", "x", b"y")
    assert await two.next("said") == ["x", b"y"]
    assert one.heard["said"].empty()
    await one.call("all", "z")
    assert await one.next("said") == await two.next("said") == ["z"]
    await two.call("leave", "room \xfc")
    await one.call("say", "room \xfc", "nobody")
    await one.call("say", two.sio.get_sid(), "for you")
    assert await two.next("said") == ["for you"]


async def _namespaces(url: str, transports: Sequence[str]) -> None:
    client = Client(transports)
    try:
        await client.open(url, auth={"refuse": True})
    except socketio.exceptions.ConnectionError:
        pass
    else:
        raise AssertionError("let in")
    assert await client.refused.get() == {"message": "not you", "data": {"why": "because"}}
    admin = Client(transports)
    await admin.open(url, namespaces=["/admin"], auth={"word": "sesame"})
    sid, eio = await admin.call("whoami", namespace="/admin")
    assert sid == admin.sio.get_sid("/admin") != eio == admin.sio.eio.sid
    await admin.sio.disconnect()
    greeted = await Client(transports).open(url, auth={"greet": True})
    assert await greeted.next("greeting") == ["hello"]
    await greeted.sio.disconnect()
