"""Polling in any order: GET, POST, abort, upgrade and close, against what a client may expect.

Whatever it does, every request is answered, what arrives is what was sent, once and in order, and
when it is gone nothing of it is left.
"""

import asyncio
import base64

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_socketio import Namespace, Socket, SocketIO, on
from channels_socketio.testing import Closed, Communicator, request
from channels_socketio.testing.polling import Exchange, exchange
from tests.channels_socketio.workers import until

HANDSHAKE = "EIO=4&transport=polling"
STEPS = (
    *("say", "get", "post", "turn") * 3,
    "abort",
    "second get",
    "begin post",
    "end post",
    "abort post",
    "bad post",
    "bye",
    "kick",
    *("open websocket", "probe", "upgrade") * 2,
    "drop websocket",
)


class Notes(Namespace):
    """Remembers what came."""

    def __init__(self) -> None:
        self.noted: list[int] = []

    @on("note")
    async def note(self, socket: Socket, number: int) -> None:
        self.noted.append(number)


class Client:
    """Does one step after the other. `alive` is whether it may still expect to be served."""

    def __init__(self, sio: SocketIO, notes: Notes) -> None:
        self.sio = sio
        self.notes = notes
        self.alive = True
        self.sent: list[str | bytes] = []
        self.got: list[str | bytes] = []
        # Numbers that were sent in POSTs answered `ok`, or over the WebSocket; and the next.
        self.taken: list[int] = []
        self.next = 0
        self.query = HANDSHAKE
        self.polls: list[Exchange] = []
        self.posts: list[tuple[Exchange, list[int]]] = []
        self.begun: list[Exchange] = []
        self.websocket: Communicator | None = None
        self.probed = self.upgraded = False

    async def open(self) -> None:
        """The handshake and the CONNECT."""
        answer = await request(self.sio, "GET", self.query)
        self.query += f"&sid={orjson.loads(answer.body[1:])['sid']}"
        assert (await request(self.sio, "POST", self.query, b"40")).body == b"ok"
        assert (await request(self.sio, "GET", self.query)).body.startswith(b"40")
        (self.socket,) = self.sio.hub.sockets()

    async def step(self, name: str) -> None:
        """Do one thing, and take what has come of those before."""
        await getattr(self, name.replace(" ", "_"))()
        await self.turn()

    # -- Steps ------------------------------------------------------------------------------------

    async def say(self) -> None:
        number = len(self.sent)
        if not self.alive:
            return
        await self.socket.emit("n", number)
        await self.socket.emit("b", b"%d" % number)
        text = '451-["b",{"_placeholder":true,"num":0}]'
        self.sent += [f'42["n",{number}]', text, b"%d" % number]

    def _begin(self, method: str) -> Exchange:
        begun = exchange(self.sio, method, self.query)
        self.begun.append(begun)
        return begun

    async def get(self) -> None:
        if not self.polls:
            await self._get()

    async def second_get(self) -> None:
        if self.polls:
            self.alive = self.alive and self.upgraded
            await self._get()

    async def _get(self) -> None:
        begun = self._begin("GET")
        begun.feed(b"")
        self.polls.append(begun)

    async def abort(self) -> None:
        for poll in self.polls:
            self.alive = self.alive and self.upgraded
            poll.abort()

    def _numbers(self) -> list[int]:
        numbers = [self.next, self.next + 1]
        self.next += 2
        return numbers

    def _post(self) -> tuple[Exchange, list[int]]:
        if self.posts:
            self.alive = self.alive and self.upgraded
        self.posts.append((self._begin("POST"), self._numbers()))
        return self.posts[-1]

    async def post(self) -> None:
        if self.upgraded and self.websocket is not None:
            for number in self._numbers():
                self.websocket.send_frame(f'42["note",{number}]')
                self.taken.append(number)
        else:
            begun, numbers = self._post()
            begun.feed("\x1e".join(f'42["note",{number}]' for number in numbers).encode())

    async def begin_post(self) -> None:
        begun, numbers = self._post()
        begun.feed(f'42["note",{numbers[0]}]'.encode(), more=True)

    async def end_post(self) -> None:
        for begun, numbers in self.posts:
            begun.feed(f'\x1e42["note",{numbers[1]}]'.encode())

    async def abort_post(self) -> None:
        for begun, _ in self.posts:
            self.alive = self.alive and self.upgraded
            begun.abort()

    async def bad_post(self) -> None:
        self.alive = self.alive and self.upgraded
        begun = self._begin("POST")
        begun.feed(b"x")

    async def bye(self) -> None:
        self.alive = self.alive and self.upgraded
        begun = self._begin("POST")
        begun.feed(b"1")

    async def kick(self) -> None:
        if self.alive:
            self.alive = False
            await self.socket.disconnect(close=True)

    async def open_websocket(self) -> None:
        if self.websocket is None and self.alive:
            query = self.query.replace("polling", "websocket")
            self.websocket = Communicator(self.sio, query=query)
            await self.websocket.open_websocket()

    async def probe(self) -> None:
        if self.websocket is not None and not self.probed:
            self.probed = True
            self.websocket.send_frame("2probe")

    async def upgrade(self) -> None:
        await self.open_websocket()
        await self.probe()
        if self.probed and not self.upgraded and self.websocket is not None and not self.posts:
            # A client lets its last poll end first.
            for _ in range(40):
                await self.turn(0.01)
                if not self.polls:
                    break
            self.websocket.send_frame("5")
            self.upgraded = True

    async def drop_websocket(self) -> None:
        if self.websocket is not None and (self.upgraded or not self.probed):
            self.alive = self.alive and not self.upgraded
            await self.websocket.close()
            self._drain()
            self.websocket, self.probed = None, False

    # -- What comes -------------------------------------------------------------------------------

    async def turn(self, seconds: float = 0) -> None:
        """Let the server work, and take the answers."""
        await asyncio.sleep(seconds)
        for _ in range(20):
            await asyncio.sleep(0)
        for poll in [poll for poll in self.polls if poll.task.done()]:
            self.polls.remove(poll)
            await self._read(poll)
        for begun, numbers in [post for post in self.posts if post[0].task.done()]:
            self.posts.remove((begun, numbers))
            if await self._answer(begun) == b"ok":
                self.taken += numbers
        self._drain()
        # Nothing lost on the way, doubled or reordered.
        assert self.got == self.sent[: len(self.got)]

    async def _read(self, poll: Exchange) -> None:
        body = await self._answer(poll)
        for part in body.decode().split("\x1e") if body[:1] != b"{" else ():
            if part[:1] == "b":
                self.got.append(base64.b64decode(part[1:]))
            elif part[:2] in ("42", "45"):
                self.got.append(part)

    async def _answer(self, begun: Exchange) -> bytes:
        try:
            return (await begun.answer()).body
        except Closed:
            return b"{}"

    def _drain(self) -> None:
        while self.websocket is not None and not self.websocket.frames.empty():
            frame = self.websocket.frames.get_nowait()
            if frame is None:
                self.alive = self.alive and not self.upgraded
                break
            if isinstance(frame, bytes) or frame[:2] in ("42", "45"):
                self.got.append(frame)

    async def finish(self) -> None:
        """Ask for all that is left, then go."""
        await self.end_post()
        await self.turn()
        for _ in self.sent:
            if self.alive and not self.upgraded and self.got != self.sent:
                await self.get()
                await self.turn()
        if self.alive:
            assert self.got == self.sent
            await until(lambda: self.notes.noted == self.taken, 1)
        else:
            await until(lambda: not list(self.sio.hub.connections), 1)
        assert self.notes.noted == self.taken[: len(self.notes.noted)]
        for begun in self.begun:
            begun.abort()
        if self.websocket is not None:
            await self.websocket.close()
        await asyncio.wait_for(asyncio.gather(*(begun.task for begun in self.begun)), 5)


async def _run(steps: list[str]) -> None:
    notes = Notes()
    sio = SocketIO({"/": notes}, channel_layer="none", close_timeout=10)
    before = len(asyncio.all_tasks())
    client = Client(sio, notes)
    await client.open()
    for name in steps:
        await client.step(name)
    await client.finish()
    for connection in sio.hub.connections:  # one that polls has not said that it is gone
        connection.lost()
    await until(lambda: len(asyncio.all_tasks()) == before)
    await until(lambda: not sio.http.desk._leaving)
    assert not list(sio.hub.sockets())
    assert not sio.hub.rooms()
    await sio.close()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=14))
def test_in_any_order_nothing_is_lost_doubled_or_left_behind(steps: list[str]) -> None:
    asyncio.run(_run(steps))
