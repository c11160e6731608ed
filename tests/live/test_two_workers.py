"""What one worker does, or dies of, as the clients of the other see it."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import socketio

from tests.live.conftest import Two
from tests.live.crowd import gather_crowd, python
from tests.support.chat_client import ChatClient
from tests.support.hearth import HearthServer


async def test_people_of_a_killed_worker_go_offline_at_the_other(workers: HearthServer) -> None:
    async with gather_crowd(workers, count=2, apart=True) as crowd:
        here, there = crowd.clients
        stays, gone = crowd.users
        there.ended = "the test"  # it does not come back
        await asyncio.to_thread(workers.kill, "w2")
        await here.until(lambda c: c.presence.get(gone) == "offline", seconds=20)
        answer = await here.command("people:list")
        assert answer["presence"]["states"] == {str(stays): "online"}


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


_FOUND_OWNER = """
from chat.actions import organisation, tokens
from chat.models import User
owner = User.objects.filter(username="olga").first() or organisation.found(
    name="Tidewater", username="olga", email="olga@example.org",
    password="correct-horse-battery", display_name="Olga")
print(tokens.create_token(user=owner, name="watch")[1])
"""


class Watching:
    """The samples that an owner's script gets from one worker."""

    def __init__(self) -> None:
        self.samples: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first sample from now on that is as wanted."""
        async with asyncio.timeout(30):
            while not wanted(sample := await self.samples.get()):
                pass
        return sample


@asynccontextmanager
async def watching(url: str, token: str) -> AsyncIterator[Watching]:
    """Connected to `/ops` alone."""
    client, watch = socketio.AsyncClient(reconnection=False), Watching()
    client.on("ops:sample", watch.samples.put_nowait, namespace="/ops")
    await client.connect(
        url, transports=["websocket"], namespaces=["/ops"], auth={"token": token}, wait_timeout=10
    )
    try:
        yield watch
    finally:
        await client.disconnect()


def _counts(sample: dict[str, Any]) -> dict[str, int]:
    return {worker["name"]: worker["sockets"] for worker in sample["workers"]}


async def test_the_live_page_counts_both_and_forgets_a_killed_one_at_once(
    workers: HearthServer,
) -> None:
    token = await asyncio.to_thread(python, workers, _FOUND_OWNER)
    async with (
        gather_crowd(workers, count=2, apart=True) as crowd,
        watching(workers.urls[0], token) as watch,
    ):
        here, there = crowd.clients
        sample = await watch.until(lambda s: _counts(s) == {"w1": 2, "w2": 1})
        assert sample["people"] == 3
        assert sample["transports"] == [{"transport": "websocket", "sockets": 3, "people": 3}]
        assert sample["expected"] == 2
        assert sample["redis"]["clients"] >= 2
        assert sample["database"]["name"] == "PostgreSQL"
        assert all(worker["lag"] is None or worker["lag"] < 5_000 for worker in sample["workers"])
        counted = sum(sample["messages"])
        here.send(crowd.room, "counted")
        await watch.until(lambda s: sum(s["messages"]) == counted + 1)

        there.ended = "the test"  # it does not come back
        before = {worker["name"]: worker["started_at"] for worker in sample["workers"]}
        await asyncio.to_thread(workers.kill, "w2")
        sample = await watch.until(lambda s: s["people"] == 2)
        assert _counts(sample).get("w2", 0) == 0
        sample = await watch.until(lambda s: _counts(s) == {"w1": 2, "w2": 0})
        after = {worker["name"]: worker["started_at"] for worker in sample["workers"]}
        assert after["w1"] == before["w1"]
        assert after["w2"] > before["w2"], "the supervisor started it anew"


async def test_a_worker_that_stands_still_is_named_and_does_not_hold_up_the_page(
    workers: HearthServer,
) -> None:
    token = await asyncio.to_thread(python, workers, _FOUND_OWNER)
    async with watching(workers.urls[0], token) as watch:
        await watch.until(lambda s: len(s["workers"]) == 2)
        stopped = workers.pids["w2"]
        os.kill(stopped, signal.SIGSTOP)
        try:
            sample = await watch.until(lambda s: s["silent"] == ["w2"])
            assert [worker["name"] for worker in sample["workers"]] == ["w1"]
        finally:
            os.kill(stopped, signal.SIGCONT)
        await watch.until(lambda s: len(s["workers"]) == 2)


async def test_the_page_lives_on_while_redis_is_away(two: Two) -> None:
    token = await asyncio.to_thread(python, two.hearth, _FOUND_OWNER)
    async with watching(two.hearth.urls[0], token) as watch:
        await watch.until(lambda s: len(s["workers"]) == 2)
        await asyncio.to_thread(two.redis.stop)
        sample = await watch.until(lambda s: s["redis"]["latency"] is None)
        assert sample["database"]["latency"] is not None
        await asyncio.to_thread(two.redis.start)
        await watch.until(lambda s: s["redis"]["latency"] is not None and len(s["workers"]) == 2)
