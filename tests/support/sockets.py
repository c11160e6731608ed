"""The chat over Socket.IO in the test's own process: real codecs, actions and database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from channels_socketio import SocketIO
from channels_socketio.testing import Communicator
from chat.limits import limits
from chat.models import User
from chat.sockets import make_server
from project.proxies import client_address, is_secure

Result = TypeVar("Result")
HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"


def log_in(user: User) -> str:
    """A session of `user`'s, as logging in makes it; its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return session.session_key


def browser_headers(session_key: str = "", origin: str = ORIGIN) -> list[tuple[bytes, bytes]]:
    """What a browser sends with its handshake."""
    return [
        (b"host", HOST.encode()),
        (b"origin", origin.encode()),
        (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0"),
        (b"cookie", f"theme=dark; sessionid={session_key}".encode()),
    ]


async def in_thread(call: Callable[..., Result], *args: Any, **arguments: Any) -> Result:
    """Run what asks the database in a thread that leaves no connection open behind it."""

    def run() -> Result:
        try:
            return call(*args, **arguments)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


class Client(Communicator):
    """A communicator that knows commands and their answers."""

    async def command(self, name: str, /, **data: Any) -> dict[str, Any]:
        """Send a command; its answer's fields. AssertionError when it was refused."""
        answer = await self.call(name, data)
        assert answer["ok"] is True, answer
        return dict(answer)

    async def refused(self, name: str, /, **data: Any) -> str:
        """Send a command that is refused; the error's code."""
        answer = await self.call(name, data)
        assert answer["ok"] is False, answer
        return str(answer["error"]["code"])

    async def told(self, name: str) -> dict[str, Any]:
        """The payload of the next event of that name."""
        data: dict[str, Any] = (await self.receive_event(name))[1]
        return data

    async def not_told(self, *names: str) -> None:
        """AssertionError if an event of such a name is here, or comes before a round trip ends."""
        await self.connect(f"/barrier-{next(self._ids)}")
        told = [packet.data[0] for packet in self._events()]
        assert not set(names) & set(told), told


class Chat:
    """A server of this test's own, and ways into it. `async with serving_chat() as chat`."""

    def __init__(self, sio: SocketIO) -> None:
        self.sio = sio

    @property
    def namespace(self) -> Any:
        """The `ChatNamespace`."""
        return self.sio.namespaces["/"]

    @asynccontextmanager
    async def enter(
        self,
        user: User | None = None,
        *,
        session_key: str | None = None,
        headers: Iterable[tuple[bytes, bytes]] | None = None,
        auth: dict[str, Any] | None = None,
    ) -> AsyncIterator[Client]:
        """A connected client: `user`'s browser with a log-in of its own, unless told otherwise."""
        if user is not None and session_key is None:
            session_key = await in_thread(log_in, user)
        given = browser_headers(session_key or "") if headers is None else list(headers)
        client = Client(self.sio, headers=given)
        await client.open()
        try:
            answer = await client.connect(auth=auth)
            assert "sid" in answer, answer
            yield client
        finally:
            await client.close()

    async def look(self) -> None:
        """Let the watcher look now."""
        await self.namespace.watcher.look()


@asynccontextmanager
async def serving_chat() -> AsyncIterator[Chat]:
    """The chat, with buckets that are full and a channel layer that nobody else uses."""
    limits.cache_clear()
    channel_layers.backends.clear()
    sio = make_server(address=client_address, is_secure=is_secure)
    try:
        yield Chat(sio)
    finally:
        await sio.close(within=2)
        await sync_to_async(connections.close_all)()  # those of the models' own async methods
        channel_layers.backends.clear()
        limits.cache_clear()


async def eventually(check: Callable[[], Awaitable[bool]], *, seconds: float = 5.0) -> None:
    """Return once `check()` holds, asked every few milliseconds; TimeoutError else."""
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.02)
