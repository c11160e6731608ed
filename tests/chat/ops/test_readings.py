"""What the database and Redis say, and what is said of them when they do not."""

import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import override_settings
from django.utils import timezone

from chat.actions import messages
from chat.events.ops import RedisState
from chat.models import Message, Room, User
from chat.ops import readings
from chat.ops.minutes import minute_of
from chat.ops.probe import Probe
from chat.ops.readings import read_database, read_redis, this_minute
from chat.ops.versions import versions
from tests.support.factories import send
from tests.support.redis import RedisServer

NOTHING = RedisState(version=None, latency=None, memory=None, clients=None)


@pytest.mark.django_db
def test_messages_are_counted_by_their_minute_and_notices_and_old_ones_are_not(
    ada: User, ben: User, room: Room
) -> None:
    began = timezone.now()
    for ago, count in ((0, 3), (1, 1), (59, 2), (60, 4)):
        for _ in range(count):
            shape = send(ben, room)
            at = began - timedelta(minutes=ago)
            Message.objects.filter(pk=shape.id).update(created_at=at)
    messages.delete_message(actor=ben, room_id=room.pk, message_id=shape.id)
    now = minute_of(began)
    found = read_database(since=now - 59).minutes
    assert found is not None
    assert sum(found.values()) == 6
    assert found == {now: 3, now - 1: 1, now - 59: 2}


@pytest.mark.django_db
def test_the_database_says_how_it_is_in_three_queries(
    ada: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(3):
        state = read_database(since=this_minute()).state
    assert state.version is not None
    assert state.version[0].isdigit()
    assert state.latency is not None
    assert 0 < state.latency < 1_000
    assert state.size is not None
    assert state.size > 100_000
    if connection.vendor == "sqlite":
        assert (state.name, state.connections, state.connections_max) == ("SQLite", None, None)
    else:
        assert state.name == "PostgreSQL"
        assert 0 < (state.connections or 0) <= (state.connections_max or 0)


@pytest.mark.django_db
def test_the_last_minutes_are_found_by_an_index() -> None:
    if connection.vendor == "postgresql":  # which else reads a small table whole
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    rows = Message.objects.filter(kind="text", created_at__gte=timezone.now())
    assert "message_created" in rows.explain()


def test_a_database_that_is_away_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(readings, "_ask_database", away)
    reading = read_database(since=0)
    assert reading.minutes is None
    assert reading.state.name in {"SQLite", "PostgreSQL"}
    assert (reading.state.latency, reading.state.version) == (None, None)


def test_redis_says_how_it_is_and_its_absence_is_told(redis_server: RedisServer) -> None:
    with override_settings(REDIS_URL=redis_server.url):
        state = read_redis()
        assert state is not None
        assert state.version is not None
        assert int(state.version.split(".")[0]) >= 6
        assert state.latency is not None
        assert 0 < state.latency < 1_000
        assert (state.memory or 0) > 100_000
        assert state.clients == 1
        redis_server.stop()
        assert read_redis() == NOTHING == readings.no_redis()


def test_a_redis_that_listens_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readings, "REDIS_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        monkeypatch.setattr(settings, "REDIS_URL", url)
        assert read_redis() == NOTHING


def test_without_redis_there_is_nothing_to_say() -> None:
    with override_settings(REDIS_URL=""):
        assert read_redis() is None
        assert readings.no_redis() is None


def test_versions_are_hearths_first_and_leave_out_what_does_not_answer() -> None:
    state = readings.no_database().state
    found = versions(state, NOTHING)
    assert (found[0].name, found[0].version) == ("Hearth", settings.VERSION)
    assert [one.name for one in found] == ["Hearth", "Python", "Django", "Channels", "Daphne"]
    answering = state.model_copy(update={"version": "3.40.1"})
    redis = NOTHING.model_copy(update={"version": "7.0.15"})
    last = versions(answering, redis)[-2:]
    assert [(one.name, one.version) for one in last] == [
        (state.name, "3.40.1"),
        ("Redis", "7.0.15"),
    ]


async def test_a_reading_that_hangs_is_left_and_not_begun_again() -> None:
    go, begun = threading.Event(), 0

    def read() -> int:
        nonlocal begun
        begun += 1
        go.wait(10)
        return begun

    probe = Probe(read)
    assert await probe.take(seconds=0.05) is None
    assert await probe.take(seconds=0.05) is None
    assert begun == 1
    go.set()
    assert await probe.take(seconds=5) == 1
    assert await probe.take(seconds=5) == 2


async def test_a_reading_that_no_thread_takes_is_none() -> None:
    def read() -> int:
        raise OperationalError("gone")

    assert await Probe(read).take(seconds=5) is None
