"""Polling sessions and bare WebSockets on a running server, a request at a time."""

import asyncio
from types import TracebackType
from typing import Any, Self

import httpx
import orjson
import websockets

SEPARATOR = "\x1e"
TEXT = "text/plain; charset=UTF-8"


class Polling:
    """One session. `await Polling(url).open()`; `query` names it from then on."""

    def __init__(self, url: str, **headers: str) -> None:
        self.url = url
        self.http = httpx.AsyncClient(base_url=url, headers=headers, timeout=10)
        self.query = "EIO=4&transport=polling"
        self.handshake: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    async def open(self) -> httpx.Response:
        """The handshake."""
        answer = await self.http.get(f"/socket.io/?{self.query}")
        assert answer.status_code == 200, answer.text
        self.handshake = orjson.loads(answer.text[1:])
        self.query += f"&sid={self.handshake['sid']}"
        return answer

    async def join(self, *, quiet: bool = True) -> str:
        """CONNECT; the socket's sid. Unless `quiet` it is told who is gone."""
        assert (await self.post('40{"quiet":true}' if quiet else "40")).text == "ok"
        packets = await self.poll_for("40")
        return str(orjson.loads(packets[-1][2:])["sid"])

    async def get(self) -> httpx.Response:
        """One poll."""
        return await self.http.get(f"/socket.io/?{self.query}")

    async def post(self, body: str | bytes, content_type: str = TEXT) -> httpx.Response:
        """One POST."""
        content = body.encode() if isinstance(body, str) else body
        headers = {"content-type": content_type}
        return await self.http.post(f"/socket.io/?{self.query}", content=content, headers=headers)

    async def poll(self) -> list[str]:
        """The packets of one poll."""
        answer = await self.get()
        assert answer.status_code == 200, answer.text
        return answer.text.split(SEPARATOR)

    async def poll_for(self, start: str) -> list[str]:
        """Packets up to one that starts so. Pings are answered."""
        found: list[str] = []
        while not found or not found[-1].startswith(start):
            for packet in await self.poll():
                if packet == "2":
                    await self.post("3")
                elif not packet.startswith("6"):
                    found.append(packet)
        return found

    async def waiting(self) -> "asyncio.Task[httpx.Response]":
        """A poll that waits in the server by now. One that was answered before is followed by the
        next: from a probe on none waits for long."""
        poll = asyncio.create_task(self.get())
        async with httpx.AsyncClient(base_url=self.url) as other, asyncio.timeout(10):
            while self.handshake["sid"] not in (await other.get("/polls")).json():
                await asyncio.sleep(0.005)
                if poll.done():
                    poll = asyncio.create_task(self.get())
        return poll

    async def settle(self) -> None:
        """Return when the handlers of what was posted before are done, which wait for nothing:
        each request is a turn of the server's loop."""
        for _ in range(3):
            async with httpx.AsyncClient(base_url=self.url) as other:
                await other.get("/state")

    async def is_gone(self) -> bool:
        """Whether the session is closed: the next poll is code 1."""
        answer = await self.get()
        unknown = {"code": 1, "message": "Session ID unknown"}
        return answer.status_code == 400 and answer.json() == unknown

    async def websocket(self, more: str = "") -> websockets.ClientConnection:
        """A WebSocket with this session's sid, not yet probed."""
        query = self.query.replace("polling", "websocket")
        return await open_websocket(self.url, query + more)


async def open_websocket(
    url: str, query: str = "EIO=4&transport=websocket", **options: Any
) -> websockets.ClientConnection:
    """A bare WebSocket."""
    address = url.replace("http:", "ws:") + f"/socket.io/?{query}"
    return await websockets.connect(address, ping_interval=None, **options)
