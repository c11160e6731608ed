"""A long-polling client for tests, and single HTTP requests."""

import asyncio
import contextlib
from collections.abc import Iterable
from types import TracebackType
from typing import Any, NamedTuple, Self

from channels_socketio.app import SocketIO
from channels_socketio.engine_packet import (
    SEPARATOR,
    EnginePacket,
    PacketType,
    decode,
    encode,
    split_payload,
)
from channels_socketio.testing.client import SECONDS, Client, Closed

Headers = Iterable[tuple[bytes, bytes]]
# The server bounds what it puts in one payload; this is only a bound at all.
_MOST_PACKETS = 10_000


class Answer(NamedTuple):
    """An HTTP answer. Of a header sent twice, the last."""

    status: int
    headers: dict[str, str]
    body: bytes


class Exchange:
    """One HTTP request under way: feed it, abort it, await its answer."""

    def __init__(self, sio: SocketIO, scope: dict[str, Any]) -> None:
        self._inbound: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sent: list[dict[str, Any]] = []
        application: Any = sio.http
        self.task = asyncio.create_task(application(scope, self._inbound.get, self._take))

    async def _take(self, message: dict[str, Any]) -> None:
        self._sent.append(message)

    def feed(self, body: bytes, *, more: bool = False) -> None:
        """A part of the request's body."""
        self._inbound.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def abort(self) -> None:
        """Go away without waiting for the answer."""
        self._inbound.put_nowait({"type": "http.disconnect"})

    async def answer(self, seconds: float | None = SECONDS) -> Answer:
        """The answer, within `seconds`. Closed when there is none."""
        async with asyncio.timeout(seconds):
            await self.task
        if not self._sent:
            raise Closed("no answer")
        start, *parts = self._sent
        headers = {key.decode(): value.decode("latin-1") for key, value in start["headers"]}
        return Answer(start["status"], headers, b"".join(part["body"] for part in parts))


def exchange(
    sio: SocketIO,
    method: str,
    query: str,
    *,
    headers: Headers = (),
    user: Any = None,
    scope: dict[str, Any] | None = None,
) -> Exchange:
    """Begin an HTTP request on the server's path; its body is fed to what this gives."""
    return Exchange(
        sio,
        {
            "type": "http",
            "method": method,
            "path": sio.options.path,
            "query_string": query.encode(),
            "headers": list(headers),
            "client": ["127.0.0.1", 1],
            "user": user,
            **(scope or {}),
        },
    )


async def request(
    sio: SocketIO, method: str, query: str, body: bytes = b"", **options: Any
) -> Answer:
    """One HTTP request and its answer; `options` as for `exchange`."""
    begun = exchange(sio, method, query, **options)
    begun.feed(body)
    return await begun.answer()


class PollingCommunicator(Client):
    """One polling session: it polls all the time, and sends each batch of frames in one POST."""

    def __init__(
        self,
        sio: SocketIO,
        *,
        user: Any = None,
        headers: Headers = (),
        seconds: float = SECONDS,
        scope: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(seconds=seconds)
        self.sio = sio
        self.query = "EIO=4&transport=polling"
        self._request: dict[str, Any] = {"user": user, "headers": list(headers), "scope": scope}
        self._outbound: asyncio.Queue[str] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._poll: Exchange | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def open(self) -> dict[str, Any]:
        """Open a session and begin to poll. Closed if it is refused."""
        answer = await request(self.sio, "GET", self.query, **self._request)
        self._split(answer)
        handshake = await self._greet()
        self.query += f"&sid={handshake['sid']}"
        self._poll = exchange(self.sio, "GET", self.query, **self._request)
        self._tasks = [asyncio.create_task(work()) for work in (self._poll_on, self._post_on)]
        return handshake

    async def close(self) -> None:
        """Go away: the poll that waits is aborted."""
        for task in self._tasks[1:]:
            task.cancel()
        async with asyncio.timeout(self.seconds * 2):
            while not all(task.done() for task in self._tasks):
                assert self._poll is not None
                self._poll.abort()
                await asyncio.sleep(0)

    def send_frame(self, frame: str | bytes) -> None:
        """Send one raw frame, with those that wait, when the POST before it was answered."""
        if isinstance(frame, bytes):
            frame = str(encode(EnginePacket(PacketType.MESSAGE, frame), binary=False))
        self._outbound.put_nowait(frame)

    async def _poll_on(self) -> None:
        assert self._poll is not None
        with contextlib.suppress(Closed):
            while True:
                self._split(await self._poll.answer(None))
                self._poll = exchange(self.sio, "GET", self.query, **self._request)
        self.frames.put_nowait(None)

    def _split(self, answer: Answer) -> None:
        if answer.status != 200:
            raise Closed(answer.body.decode())
        for part in split_payload(answer.body.decode(), max_packets=_MOST_PACKETS):
            packet = decode(part)
            if packet.type is PacketType.CLOSE:
                raise Closed("by the server")
            if packet.type is not PacketType.NOOP:
                self.frames.put_nowait(packet.data if isinstance(packet.data, bytes) else part)

    async def _post_on(self) -> None:
        while True:
            batch = [await self._outbound.get()]
            while not self._outbound.empty():
                batch.append(self._outbound.get_nowait())
            body = SEPARATOR.join(batch).encode()
            await request(self.sio, "POST", self.query, body, **self._request)
