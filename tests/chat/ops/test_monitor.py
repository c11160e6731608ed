"""What is told: who is connected, to which worker, by what; and nothing while nobody watches."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from channels.layers import channel_layers
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import OperationalError
from django.test import override_settings

from channels_socketio import SocketIO
from channels_socketio.testing import PollingCommunicator
from chat.actions import tokens
from chat.models import User
from chat.ops import first_sample, monitor, readings
from chat.ops.monitor import QUESTION
from chat.ops.readings import no_database
from chat.sockets import make_server
from project.proxies import client_address, is_secure
from tests.chat.ops.conftest import Watch
from tests.support.sockets import HOST, Chat, Client, eventually, in_thread

Sample = dict[str, Any]


async def _until(page: Client, sockets: int) -> Sample:
    """The first sample with so many sockets."""
    async with asyncio.timeout(8):
        while (sample := await page.told("ops:sample"))["sockets"] != sockets:
            pass
    return sample


async def test_people_and_sockets_are_counted_each_once(
    chat: Chat, watch: Watch, olga: User, ada: User, ben: User
) -> None:
    async with (
        watch(olga) as page,
        chat.enter(ada),
        chat.enter(ada),
        chat.enter(ben) as his,
        Client(chat.sio),  # nobody was let in by it
    ):
        sample = await _until(page, 4)
        assert sample["people"] == 3
        assert sample["transports"] == [{"transport": "websocket", "sockets": 4, "people": 3}]
        (worker,) = sample["workers"]
        assert worker["name"] == chat.sio.hub.worker
        assert (worker["sockets"], worker["people"]) == (4, 3)
        assert worker["transports"] == sample["transports"]
        await his.close()
        assert (await _until(page, 3))["people"] == 2


async def test_a_connection_with_sockets_in_both_namespaces_is_one(chat: Chat, olga: User) -> None:
    async with chat.enter(olga) as page:
        await page.connect("/ops")
        assert (await _until(page, 1))["people"] == 1


async def test_a_sample_says_how_the_process_is(chat: Chat, watch: Watch, olga: User) -> None:
    async with watch(olga) as page:
        while (sample := await page.told("ops:sample"))["workers"][0]["lag"] is None:
            pass
    (worker,) = sample["workers"]
    assert 10_000_000 < worker["memory"] < 2_000_000_000
    assert worker["cpu"] >= 0
    assert worker["lag"] >= 0
    assert worker["started_at"] <= sample["at"]
    assert (sample["expected"], sample["silent"]) == (1, [])
    names = {one["name"] for one in sample["versions"]}
    assert names >= {"Hearth", "Python", "Django", "Channels", "Daphne"}
    assert names & {"SQLite", "PostgreSQL"} == {sample["database"]["name"]}
    assert len(sample["messages"]) == 60
    assert sample["redis"] is None


async def test_nothing_is_asked_while_nobody_watches(
    chat: Chat, watch: Watch, olga: User, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0
    take = monitor._sample

    def count(*arguments: Any) -> Any:
        nonlocal taken
        taken += 1
        return take(*arguments)

    monkeypatch.setattr(monitor, "_sample", count)
    watched: Any = chat.sio.namespaces["/ops"]
    async with chat.enter(ada):
        await chat.look()
        assert taken == 0
        assert watched.monitor._pulse._task is None
        async with watch(olga) as page:
            await page.told("ops:sample")

        async def rests() -> bool:
            return not watched.monitor._wanted.is_set()

        await eventually(rests)
        before = taken
        await asyncio.sleep(4 * settings.HEARTH["OPS_SECONDS"])
        assert taken == before
        async with watch(olga) as page:
            await page.told("ops:sample")


async def test_two_who_watch_cost_one_sample(chat: Chat, watch: Watch, olga: User) -> None:
    async with watch(olga) as one, watch(olga) as two:
        at = {(await page.told("ops:sample"))["at"] for page in (one, two) for _ in range(5)}
    assert len(at) <= 7


async def test_a_fault_of_ours_is_logged_and_the_next_sample_comes(
    chat: Chat,
    watch: Watch,
    olga: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with watch(olga) as page:
        await page.told("ops:sample")
        with monkeypatch.context() as broken:
            broken.setattr(monitor, "_sample", lambda *_: 1 / 0)

            async def logged() -> bool:
                return "ZeroDivisionError" in caplog.text

            await eventually(logged)
        while not page.frames.empty():
            page.frames.get_nowait()
        await page.told("ops:sample")


async def test_a_thread_gets_the_same_for_a_page(
    chat: Chat, watch: Watch, olga: User, ada: User
) -> None:
    async with watch(olga), chat.enter(ada):
        sample = await in_thread(first_sample)
    assert (sample.sockets, sample.people) == (2, 2)
    assert [worker.name for worker in sample.workers] == [chat.sio.hub.worker]


async def test_a_page_is_shown_without_workers_where_no_hub_runs(chat: Chat) -> None:
    sample = await in_thread(first_sample)
    assert (sample.sockets, sample.workers, sample.silent) == (0, [], [])
    assert sample.database.latency is not None


async def test_a_hub_that_stands_still_does_not_hold_the_page(
    chat: Chat, watch: Watch, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(self: Any) -> Any:
        await asyncio.Event().wait()

    async with watch(olga):
        monkeypatch.setattr(monitor, "WORKER_SECONDS", 0.05)
        monkeypatch.setattr(monitor.Monitor, "reports", never)
        assert (await in_thread(first_sample)).workers == []


# -- Several workers: here in one process, over the in-memory layer -------------------------------


@pytest.fixture
def other(chat: Chat) -> Iterator[SocketIO]:
    """Another worker, called w10."""
    yield make_server(address=client_address, is_secure=is_secure, worker="w10")
    channel_layers.backends.clear()


async def _meet(one: SocketIO, two: SocketIO) -> None:
    one.start()
    two.start()

    async def know() -> bool:
        return bool(one.hub.peers.others and two.hub.peers.others)

    await eventually(know)


async def test_workers_are_asked_themselves_and_a_person_at_two_is_one(
    chat: Chat, watch: Watch, olga: User, ada: User, other: SocketIO
) -> None:
    await _meet(chat.sio, other)
    try:
        async with watch(olga) as page, chat.enter(ada), Chat(other).enter(ada):
            sample = await _until(page, 3)
            assert sample["people"] == 2
            assert sample["silent"] == []
            assert {one["name"]: (one["sockets"], one["people"]) for one in sample["workers"]} == {
                "w10": (1, 1),
                chat.sio.hub.worker: (2, 2),
            }
            # Whoever looks at the other worker sees the same.
            async with watch(olga, chat=Chat(other)) as there:
                assert (await _until(there, 4))["people"] == 2
    finally:
        await other.close(within=1)


async def test_a_worker_that_does_not_answer_is_named_and_one_that_left_is_not(
    chat: Chat, watch: Watch, olga: User, other: SocketIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "WORKER_SECONDS", 0.05)
    await _meet(chat.sio, other)
    try:
        async with watch(olga) as page:
            other.hub.requests.serve(QUESTION, lambda question: None)
            while not (sample := await page.told("ops:sample"))["silent"]:
                pass
            assert sample["silent"] == ["w10"]
            assert len(sample["workers"]) == 1
            # A worker of another version may answer what cannot be read.
            other.hub.requests.serve(QUESTION, lambda question: question.answer({"by": 7}))
            assert (await page.told("ops:sample"))["silent"] == ["w10"]
            await other.close(within=1)
            while (await page.told("ops:sample"))["silent"]:
                pass
    finally:
        await other.close(within=1)


def test_names_stand_in_their_numbers_order() -> None:
    reading = SimpleNamespace(state=no_database().state)
    reports: Any = dict.fromkeys(["w10", "w2", "w1"])
    with override_settings(WORKERS=3):
        sample = monitor._sample(reports, reading, None, None)  # type: ignore[arg-type]
    assert (sample.silent, sample.expected) == (["w1", "w2", "w10"], 3)


async def test_each_transport_is_counted_by_its_name(
    chat: Chat, watch: Watch, olga: User, ada: User, ben: User
) -> None:
    token = (await in_thread(tokens.create_token, user=ada, name="script"))[1]
    bearer = [(b"host", HOST.encode()), (b"authorization", f"Bearer {token}".encode())]
    router: Any = URLRouter(chat.sio.websocket_urlpatterns)
    line = WebsocketCommunicator(router, "/ws/", headers=bearer)
    line.scope["client"] = ["127.0.0.1", 1]
    async with watch(olga) as page:
        assert (await line.connect(5))[0]
        polls = await in_thread(tokens.create_token, user=ben, name="script")
        async with PollingCommunicator(chat.sio) as his:
            await his.connect(auth={"token": polls[1]})
            sample = await _until(page, 3)
            assert sample["transports"] == [
                {"transport": name, "sockets": 1, "people": 1}
                for name in ("plain", "polling", "websocket")
            ]
        await line.disconnect(timeout=10)
        assert (await _until(page, 1))["people"] == 1


async def test_those_who_run_it_may_watch_by_polling_and_by_a_plain_socket(
    chat: Chat, olga: User
) -> None:
    token = (await in_thread(tokens.create_token, user=olga, name="script"))[1]
    async with PollingCommunicator(chat.sio) as polling:
        await polling.connect("/ops", auth={"token": token})
        name, sample = await polling.receive_event("ops:sample")
        assert sample["transports"][0]["transport"] == "polling"
    bearer = [(b"host", HOST.encode()), (b"authorization", f"Bearer {token}".encode())]
    router: Any = URLRouter(chat.sio.websocket_urlpatterns)
    line = WebsocketCommunicator(router, "/ws/ops", headers=bearer)
    line.scope["client"] = ["127.0.0.1", 1]
    assert (await line.connect(5))[0]
    name, sample = await line.receive_json_from(5)
    assert (name, sample["transports"][0]["transport"]) == ("ops:sample", "plain")
    await line.disconnect(timeout=10)


async def test_a_database_that_goes_away_is_told_and_the_rest_goes_on(
    chat: Chat, watch: Watch, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("the server closed the connection")

    async with watch(olga) as page:
        with monkeypatch.context() as gone:
            gone.setattr(readings, "_ask_database", away)
            while (sample := await page.told("ops:sample"))["messages"] is not None:
                pass
            assert sample["database"]["latency"] is None
            assert sample["sockets"] == 1
        while (sample := await page.told("ops:sample"))["messages"] is None:
            pass
        assert sample["database"]["latency"] is not None
