"""The chat's own server, for tests of its sockets."""

from collections.abc import AsyncIterator

import pytest

from tests.support.sockets import Chat, serving_chat


@pytest.fixture
async def chat(transactional_db: None) -> AsyncIterator[Chat]:
    """The chat over Socket.IO, in this process, on the test database."""
    async with serving_chat() as serving:
        yield serving
