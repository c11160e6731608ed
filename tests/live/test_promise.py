"""What was acknowledged is stored, and shown once to everyone in one order, whatever dies."""

import asyncio

from tests.live.conftest import Two
from tests.live.crowd import gather_crowd
from tests.support.hearth import HearthServer


async def test_a_worker_killed_while_people_write_costs_no_message(
    workers: HearthServer,
) -> None:
    async def kill() -> None:
        workers.kill("w2")

    async with gather_crowd(workers) as crowd:
        await crowd.write_through(kill, rate=50, seconds=6)
        await crowd.kept_the_promise()
        assert any(client.reconnects for client in crowd.clients)


async def test_redis_gone_for_five_seconds_costs_no_message(two: Two) -> None:
    async def outage() -> None:
        two.redis.stop()
        await asyncio.sleep(5)
        two.redis.start()

    async with gather_crowd(two.hearth) as crowd:
        await crowd.write_through(outage, rate=50, seconds=9)
        await crowd.kept_the_promise()
        assert not any(client.reconnects for client in crowd.clients)


async def test_a_restart_of_the_one_process_costs_no_message() -> None:
    with HearthServer() as hearth:

        async def restart() -> None:
            await asyncio.to_thread(hearth.stop)
            await asyncio.to_thread(hearth.start)

        async with gather_crowd(hearth) as crowd:
            await crowd.write_through(restart, rate=50, seconds=6)
            await crowd.kept_the_promise()


async def test_a_kill_of_the_one_process_costs_no_message() -> None:
    with HearthServer() as hearth:

        async def restart() -> None:
            assert hearth.process is not None
            hearth.process.kill()
            hearth.process.wait()
            await asyncio.to_thread(hearth.start)

        async with gather_crowd(hearth) as crowd:
            await crowd.write_through(restart, rate=50, seconds=6)
            await crowd.kept_the_promise()
