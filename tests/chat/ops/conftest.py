"""What tests of the live page's namespace share."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import pytest
from django.conf import settings

from chat.models import User
from tests.support.sockets import Chat, Client, browser_headers, in_thread, log_in


class Watch(Protocol):
    """Gives `user`'s page of the panel, connected."""

    def __call__(self, user: User, *, chat: Chat | None = None) -> Any: ...


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples follow each other at once."""
    monkeypatch.setitem(settings.HEARTH, "OPS_SECONDS", 0.05)


@pytest.fixture
def watch(chat: Chat) -> Watch:
    """`async with watch(olga) as page:` has the page's connection, in `/ops` alone."""
    here = chat

    @asynccontextmanager
    async def enter(user: User, *, chat: Chat | None = None) -> AsyncIterator[Client]:
        key = await in_thread(log_in, user)
        client = Client((chat or here).sio, headers=browser_headers(key))
        await client.open()
        try:
            answer = await client.connect("/ops")
            assert "sid" in answer, answer
            yield client
        finally:
            await client.close()

    def watching(user: User, *, chat: Chat | None = None) -> AbstractAsyncContextManager[Client]:
        return enter(user, chat=chat)

    return watching
