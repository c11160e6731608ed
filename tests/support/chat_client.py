"""A client that keeps the promise, as docs/architecture.md asks of one: the reference in Python.

It sends through an outbox with the same `client_id` until answered, applies each room's changes
in the order of their numbers, holds what is ahead, asks for gaps, and says on each connect what
it has. Nothing here knows anything that a client may not know.
"""

import asyncio
import contextlib
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
import socketio

GAP_SECONDS = 0.12
ANSWER_SECONDS = 5.0
PASSING = {"unavailable", "too_many", "internal"}
NUMBERED = ("message:created", "message:changed", "member:changed", "room:changed")


class Refused(Exception):
    """The server refused a command for good; the argument is its error."""


@dataclass
class RoomState:
    """A room as this client has it: `shown` is each message as it first appeared, in order."""

    head: int
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    held: dict[int, dict[str, Any]] = field(default_factory=dict)
    asking: bool = False

    def show(self, message: dict[str, Any]) -> None:
        """Put a message in, or bring it up to date."""
        if message["id"] not in self.messages:
            self.shown.append(message["client_id"] or "")
        self.messages[message["id"]] = message


class ChatClient:
    """`async with ChatClient(urls, token) as client:` connects, and comes back when it must, to
    the next of `urls` (`http://…`). `transport` is the only one that it takes."""

    def __init__(self, urls: list[str], token: str, *, transport: str = "websocket") -> None:
        self.urls = urls
        self.rooms: dict[int, RoomState] = {}
        self.me = 0
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.outbox: dict[str, dict[str, Any]] = {}
        self.ended = ""
        self.fault: BaseException | None = None
        self.presence: dict[int, str] = {}
        self.reconnects = -1
        self.ready = asyncio.Event()
        self._token = token
        self._transport = transport
        self._filled = asyncio.Event()
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._socket: Any = None

    async def __aenter__(self) -> Self:
        self._start(self._stay_connected())
        self._start(self._empty_outbox())
        async with asyncio.timeout(20):
            await self.ready.wait()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            await self._socket.disconnect()

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        """A fault of this client's own is kept for `until` to raise: nobody awaits its tasks."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.fault = self.fault or error

    # -- The connection ---------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        turn = random.randrange(len(self.urls))
        while not self.ended:
            url = self.urls[turn % len(self.urls)]
            turn += 1
            with contextlib.suppress(
                socketio.exceptions.SocketIOError, OSError, TimeoutError, Refused
            ):
                await self._connect_once(url)
            self.ready.clear()
            await asyncio.sleep(random.uniform(0.05, 0.5))

    async def _connect_once(self, url: str) -> None:
        # A session of ours, which ends with the attempt: the library's own outlives a failed one.
        async with aiohttp.ClientSession() as http:
            await self._connect_by(http, url)

    async def _connect_by(self, http: aiohttp.ClientSession, url: str) -> None:
        socket = socketio.AsyncClient(reconnection=False, http_session=http)
        lost = asyncio.Event()
        socket.on("disconnect", lambda *_: lost.set())
        socket.on("*", self._heard)
        try:
            await socket.connect(
                url, transports=[self._transport], auth={"token": self._token}, wait_timeout=5
            )
            self._socket = socket
            heads = {str(room): state.head for room, state in self.rooms.items()}
            answer = await self._call("sync", {"me": self.me, "rooms": heads})
            for mine in answer["me"]["rooms"]:
                self._have(mine)
            self.me = max(self.me, answer["me"]["upto"])
            for changes in answer["rooms"]:
                self._take(changes)
            self.reconnects += 1
            self.ready.set()
            await self._told()
            await lost.wait()
        finally:
            self.ready.clear()
            await socket.disconnect()
            await _put_away(socket.eio)

    async def _call(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = await self._socket.call(name, data, timeout=ANSWER_SECONDS)
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer

    async def command(self, name: str, /, **data: Any) -> dict[str, Any]:
        """Send a command once; its answer, or Refused."""
        await self.ready.wait()
        return await self._call(name, data)

    # -- What is heard ----------------------------------------------------------------------------

    async def _heard(self, name: str, data: dict[str, Any]) -> None:
        if name in NUMBERED:
            self._apply(data)
        elif name == "room:caught_up":
            self._take(data["changes"])
        elif name == "me:changed":
            self._have(data["mine"])
            self.me = max(self.me, data["seq"]) if data["seq"] <= self.me + 1 else self.me
        elif name == "presence":
            self.presence[data["user"]] = data["state"]
        elif name == "session:ended":
            self.ended = data["reason"]
        await self._told()

    async def _told(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _have(self, mine: dict[str, Any]) -> None:
        room = mine["room"]
        if not mine["active"]:
            self.rooms.pop(room["id"], None)
        elif room["id"] not in self.rooms:
            self.rooms[room["id"]] = RoomState(head=room["last_seq"])

    def _apply(self, event: dict[str, Any]) -> None:
        state = self.rooms.get(event["room"])
        if state is None or event["seq"] <= state.head:
            return
        state.held[event["seq"]] = event
        self._drain(event["room"], state)

    def _drain(self, room: int, state: RoomState) -> None:
        for seq in [seq for seq in state.held if seq <= state.head]:
            del state.held[seq]
        while (event := state.held.pop(state.head + 1, None)) is not None:
            state.head += 1
            if "message" in event:
                state.show(event["message"])
        if state.held:
            self._ask(room, state)

    def _take(self, changes: dict[str, Any]) -> None:
        state = self.rooms.get(changes["room"])
        if state is None or changes["upto"] <= state.head:
            return
        if changes["after"] > state.head and not changes["limited"]:
            self._ask(changes["room"], state)
            return
        for message in sorted(changes["messages"], key=lambda message: message["seq"]):
            state.show(message)
        state.head = changes["upto"]
        self._drain(changes["room"], state)
        if changes["more"]:
            self._ask(changes["room"], state)

    def _ask(self, room: int, state: RoomState) -> None:
        if not state.asking:
            state.asking = True
            self._start(self._close_gap(room, state))

    async def _close_gap(self, room: int, state: RoomState) -> None:
        """What is ahead may only have overtaken: wait a moment, then ask."""
        await asyncio.sleep(GAP_SECONDS)
        state.asking = False
        with contextlib.suppress(socketio.exceptions.SocketIOError, OSError, Refused):
            await self.ready.wait()
            answer = await self._call("room:changes", {"room": room, "after": state.head})
            self._take(answer["changes"])
            await self._told()

    # -- The outbox -------------------------------------------------------------------------------

    def send(self, room: int, text: str) -> str:
        """Send a message, now or when the connection is back; its `client_id`."""
        client_id = uuid.uuid4().hex
        self.outbox[client_id] = {"room": room, "client_id": client_id, "text": text}
        self._filled.set()
        return client_id

    async def _empty_outbox(self) -> None:
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self.outbox:
                await self.ready.wait()
                client_id, message = next(iter(self.outbox.items()))
                try:
                    answer = await self._call("message:send", message)
                except Refused as refused:
                    if refused.args[0]["code"] not in PASSING:
                        raise
                    await asyncio.sleep(refused.args[0].get("retry_after", 0.2))
                except (socketio.exceptions.SocketIOError, OSError):
                    await asyncio.sleep(0.05)  # not answered: the same again
                else:
                    del self.outbox[client_id]
                    self.acknowledged[client_id] = answer["message"]
                    await self._told()

    # -- For tests --------------------------------------------------------------------------------

    async def until(self, check: Callable[["ChatClient"], bool], *, seconds: float = 15.0) -> None:
        """Return once `check(self)` holds; TimeoutError else, from the client's own fault if it
        has one."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: check(self))
        except TimeoutError as late:
            state = f"{len(self.outbox)} in the outbox, ready: {self.ready.is_set()}"
            raise TimeoutError(f"{state}, reconnects: {self.reconnects}") from self.fault or late


async def _put_away(engine: Any) -> None:
    """End what the library leaves of a connection that broke: a loop that writes once more opens a
    session of its own for it, in place of the one that is closed, and nobody closes that."""
    loops = [loop for loop in (engine.read_loop_task, engine.write_loop_task) if loop is not None]
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)
    if engine.http is not None:
        await engine.http.close()
