"""What another process changes where no channel layer reaches: seen within two seconds."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.live.crowd import Crowd, gather_crowd, python
from tests.support.hearth import HearthServer
from tests.support.redis import RedisServer

# The watcher looks every 1.5 s, and this machine runs other tests.
SECONDS = 2.0 + 1.0


@pytest.fixture(scope="module")
def embedded() -> Iterator[HearthServer]:
    """One process, SQLite, the in-memory layer."""
    with HearthServer() as hearth:
        yield hearth


async def _change(crowd: Crowd, code: str) -> float:
    """Run code in another process; when its change was committed, by the clock."""
    code = f"import time\nfrom chat.models import *\n{code}\nprint(time.time())"
    return float(await asyncio.to_thread(python, crowd.hearth, code))


async def test_what_a_management_command_does_reaches_clients_without_the_layer(
    embedded: HearthServer,
) -> None:
    async with gather_crowd(embedded, count=3) as crowd:
        room, (first, second, third) = crowd.room, crowd.clients
        seen: dict[str, float] = {}

        async def note(name: str, waiting: asyncio.Task[None]) -> None:
            await waiting
            seen[name] = time.time()

        waits = {
            "message": first.until(lambda c: len(crowd.shown(c)) == 1, seconds=30),
            "removal": second.until(lambda c: room not in c.rooms, seconds=30),
            "deactivation": third.until(lambda c: c.ended == "deactivated", seconds=30),
        }
        noting = [note(name, asyncio.ensure_future(wait)) for name, wait in waits.items()]
        done = asyncio.gather(*noting)
        committed = await _change(
            crowd,
            "from chat.actions import membership, messages, people\n"
            f"room = Room.objects.get(pk={room})\n"
            "users = [m.user for m in room.memberships.order_by('user_id')]\n"
            "messages.send_message(author=users[0], room_id=room.pk, client_id='by-command-1',"
            " text='from the command line')\n"
            "membership.remove_member(actor=users[0], room_id=room.pk, user_id=users[1].pk)\n"
            "people.deactivate(actor=None, user_id=users[2].pk)\n",
        )
        await done
        late = {name: at - committed for name, at in seen.items() if at - committed > SECONDS}
        assert not late


async def test_the_other_worker_hears_the_last_word_though_redis_is_gone(
    database_url: str, redis_server: RedisServer
) -> None:
    with HearthServer(database_url=database_url, redis_url=redis_server.url, workers=2) as hearth:
        async with gather_crowd(hearth, count=6) as crowd:
            redis_server.stop()
            crowd.sent[crowd.clients[0].send(crowd.room, "the last word")] = "the last word"
            for client in crowd.clients:
                await client.until(lambda c: len(crowd.shown(c)) == 1, seconds=SECONDS + 2)
                assert crowd.shown(client) == list(crowd.sent)
