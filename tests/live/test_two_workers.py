"""What one worker does, or dies of, as the clients of the other see it."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.live.crowd import gather_crowd, python
from tests.support.chat_client import ChatClient
from tests.support.hearth import HearthServer
from tests.support.redis import RedisServer


@pytest.fixture
def workers(database_url: str, redis_server: RedisServer) -> Iterator[HearthServer]:
    """Two workers that renew presence every two seconds."""
    with HearthServer(
        database_url=database_url,
        redis_url=redis_server.url,
        workers=2,
        env={"PRESENCE_SECONDS": "2"},
    ) as hearth:
        yield hearth


async def test_people_of_a_killed_worker_go_offline_at_the_other(workers: HearthServer) -> None:
    async with gather_crowd(workers, count=2, apart=True) as crowd:
        here, there = crowd.clients
        user = (await there.command("people:list"))["people"]
        ids = {person["username"]: person["id"] for person in user}
        gone = ids["writerb"]
        there.ended = "the test"  # it does not come back
        await asyncio.to_thread(workers.kill, "w2")
        await here.until(lambda c: c.presence.get(gone) == "offline", seconds=20)
        answer = await here.command("people:list")
        assert answer["presence"]["states"] == {str(ids["writera"]): "online"}


async def test_what_a_command_revokes_ends_at_every_worker_at_once(workers: HearthServer) -> None:
    async with gather_crowd(workers, count=4, apart=True) as crowd:
        removed, deactivated = crowd.clients[2], crowd.clients[3]
        seen: list[float] = []

        async def note(client: ChatClient, what: str) -> None:
            await client.until(
                lambda c: bool(c.ended) if what else crowd.room not in c.rooms, seconds=30
            )
            seen.append(time.time())

        noting = asyncio.gather(note(removed, ""), note(deactivated, "ended"))
        committed = await asyncio.to_thread(
            python,
            workers,
            "import time\nfrom chat.actions import membership, people\nfrom chat.models import *\n"
            f"room = Room.objects.get(pk={crowd.room})\n"
            "users = [m.user for m in room.memberships.order_by('user_id')]\n"
            "membership.remove_member(actor=users[0], room_id=room.pk, user_id=users[2].pk)\n"
            "people.deactivate(actor=None, user_id=users[3].pk)\nprint(time.time())",
        )
        await noting
        assert max(seen) - float(committed) < 3
