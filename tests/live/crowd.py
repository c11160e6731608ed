"""People who write at a steady rate, and the check that the promise was kept to them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from tests.support.chat_client import ChatClient
from tests.support.hearth import HearthServer

_FOUND = """
import json
from chat.actions import people, rooms, tokens
from chat.models import Message, Room
from chat.models.users import Role
serial = Room.objects.count()
names = [f"writer{{serial}}{{letter}}" for letter in "abcdefghijkmnpqrstuvwxyz"[:{count}]]
users = [people.create_user(username=name, email=f"{{name}}@example.org", password=None,
                            display_name=name.title(), role=Role.MEMBER) for name in names]
others = [user.pk for user in users[1:]]
room = rooms.create_room(creator=users[0], name=f"crowd {{serial}}", members=others)
made = [tokens.create_token(user=user, name="test")[1] for user in users]
ids = [user.pk for user in users]
print(json.dumps({{"room": room.room.id, "tokens": made, "users": ids}}))
"""
_STORED = """
import json
from chat.models import Message
rows = Message.objects.filter(room={room}, kind="text").order_by("seq")
print(json.dumps(list(rows.values_list("client_id", "text"))))
"""


def python(hearth: HearthServer, code: str) -> str:
    """Run code in Hearth's environment; the last line that it printed."""
    return hearth.python(code).strip().splitlines()[-1]


class Crowd:
    """`count` clients in one room, spread over `urls`; `users` are their ids, in their order."""

    def __init__(
        self, hearth: HearthServer, clients: list[ChatClient], room: int, users: list[int]
    ) -> None:
        self.hearth = hearth
        self.clients = clients
        self.users = users
        self.room = room
        self.sent: dict[str, str] = {}

    async def write(self, *, rate: float, seconds: float) -> None:
        """Write `rate` messages a second in all, for so many seconds."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
            client = self.clients[number % len(self.clients)]
            self.sent[client.send(self.room, f"message {number}")] = f"message {number}"

    async def write_through(
        self, trouble: Callable[[], Awaitable[None]], *, rate: float, seconds: float
    ) -> None:
        """Write while `trouble()` happens, in the second second."""
        writing = asyncio.create_task(self.write(rate=rate, seconds=seconds))
        await asyncio.sleep(2)
        await trouble()
        await writing

    async def kept_the_promise(self, *, seconds: float = 20.0) -> None:
        """AssertionError unless all that was sent is acknowledged, stored once, and shown once
        to everyone, in one order."""
        for client in self.clients:
            await client.until(lambda c: not c.outbox, seconds=seconds)
        stored = json.loads(python(self.hearth, _STORED.format(room=self.room)))
        order = [client_id for client_id, _ in stored]
        assert len(order) == len(set(order)), "a message is stored twice"
        assert dict(stored) == self.sent
        acknowledged = {key for client in self.clients for key in client.acknowledged}
        assert acknowledged == self.sent.keys()
        for client in self.clients:
            await client.until(lambda c: len(self.shown(c)) >= len(order), seconds=seconds)
            assert self.shown(client) == order

    def shown(self, client: ChatClient) -> list[str]:
        """The messages as a client shows them, by `client_id`, without the room's notices."""
        return [client_id for client_id in client.rooms[self.room].shown if client_id]


@asynccontextmanager
async def gather_crowd(
    hearth: HearthServer,
    *,
    count: int = 20,
    apart: bool = False,
    url: str = "",
    transport: str = "websocket",
) -> AsyncIterator[Crowd]:
    """Make `count` people and a room, and connect them all; `apart`: in turn to each worker.

    With `url` they come by that alone: it is a balancer's."""
    made = json.loads(await asyncio.to_thread(python, hearth, _FOUND.format(count=count)))
    urls = [url] if url else hearth.urls
    clients = [
        ChatClient([urls[number % len(urls)]] if apart else urls, token, transport=transport)
        for number, token in enumerate(made["tokens"])
    ]
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(client) for client in clients))
        yield Crowd(hearth, clients, made["room"], made["users"])
