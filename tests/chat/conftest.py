"""The chat's own server, for tests of its sockets."""

from collections.abc import AsyncIterator, Iterator

import pytest

from chat.limits import limits
from tests.support.sockets import Chat, serving_chat


@pytest.fixture
async def chat(transactional_db: None) -> AsyncIterator[Chat]:
    """The chat over Socket.IO, in this process, on the test database."""
    async with serving_chat() as serving:
        yield serving


@pytest.fixture
def full_buckets() -> Iterator[None]:
    """Nobody has asked for anything yet."""
    limits.cache_clear()
    yield
    limits.cache_clear()
