"""The promise to people who poll: every other request of theirs lands on the wrong worker."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.live.crowd import Crowd, gather_crowd, python
from tests.support.chat_client import ChatClient
from tests.support.hearth import HearthServer
from tests.support.nginx import Balancer


@pytest.fixture
def url(workers: HearthServer) -> Iterator[str]:
    """Of a balancer without affinity in front of both."""
    with Balancer(workers.ports) as balancer:
        yield balancer.url


async def test_a_worker_killed_while_people_write_and_poll_costs_no_message(
    workers: HearthServer, url: str
) -> None:
    async def kill() -> None:
        workers.kill("w2")

    async with gather_crowd(workers, count=8, url=url, transport="polling") as crowd:
        await crowd.write_through(kill, rate=20, seconds=6)
        await crowd.kept_the_promise(seconds=40)
        assert any(client.reconnects for client in crowd.clients)


async def test_a_restart_while_people_write_and_poll_costs_no_message() -> None:
    with HearthServer() as hearth:
        ended_in: list[float] = []

        async def restart() -> None:
            started = time.monotonic()
            assert await asyncio.to_thread(hearth.stop) == 0
            ended_in.append(time.monotonic() - started)
            await asyncio.to_thread(hearth.start)

        async with gather_crowd(hearth, count=8, transport="polling") as crowd:
            await crowd.write_through(restart, rate=20, seconds=6)
            await crowd.kept_the_promise(seconds=40)
            assert all(client.reconnects for client in crowd.clients)
        assert ended_in[0] < 10  # a poll may be held for 25 s


_REVOKE = """
import time
from chat.actions import membership, people
from chat.models import *
room = Room.objects.get(pk={room})
users = [m.user for m in room.memberships.order_by("user_id")]
membership.remove_member(actor=users[0], room_id=room.pk, user_id=users[1].pk)
people.deactivate(actor=None, user_id=users[2].pk)
people.set_role(actor=None, user_id=users[3].pk, role="guest")
print(time.time())
"""


async def _revoke(crowd: Crowd) -> dict[str, float]:
    """Remove the second of the crowd from the room, deactivate the third and make a guest of the
    fourth; how long each of them took to learn it, in seconds."""
    _, removed, deactivated, demoted = crowd.clients
    seen: dict[str, float] = {}

    async def note(name: str, client: ChatClient) -> None:
        await client.until(
            lambda c: bool(c.ended) if name != "removed" else crowd.room not in c.rooms,
            seconds=30,
        )
        seen[name] = time.time()

    people = {"removed": removed, "deactivated": deactivated, "demoted": demoted}
    noting = asyncio.gather(*(note(name, client) for name, client in people.items()))
    code = _REVOKE.format(room=crowd.room)
    committed = float(await asyncio.to_thread(python, crowd.hearth, code))
    await noting
    assert deactivated.ended in {"deactivated", "token_withdrawn"}
    assert demoted.ended == "changed"
    return {name: at - committed for name, at in seen.items()}


async def test_what_a_command_revokes_ends_for_those_who_poll(
    workers: HearthServer, url: str
) -> None:
    async with gather_crowd(workers, count=4, url=url, transport="polling") as crowd:
        took = await _revoke(crowd)
        crowd.sent[crowd.clients[0].send(crowd.room, "among us")] = "among us"
        await crowd.clients[0].until(lambda c: not c.outbox)
    assert max(took.values()) < 5, took


async def test_it_ends_for_them_without_the_layer_too() -> None:
    with HearthServer() as hearth:  # whose layer another process does not reach
        async with gather_crowd(hearth, count=4, transport="polling") as crowd:
            took = await _revoke(crowd)
        assert max(took.values()) < 5, took
