"""Samples of the live page: a busy Hearth, one that just began, one that lost its servers."""

from chat.events.broadcasts import OpsSample
from chat.events.ops import DatabaseState, RedisState, TransportCount, Version, WorkerState

AT = "2026-11-21T12:00:00.000Z"


def _by(**counts: int) -> list[TransportCount]:
    return [TransportCount(transport=t, sockets=n, people=max(1, n - 3)) for t, n in counts.items()]


def _worker(name: str, started: str, by: list[TransportCount], lag: float | None) -> WorkerState:
    sockets, people = sum(one.sockets for one in by), max((one.people for one in by), default=0)
    return WorkerState(
        name=name, started_at=started, sockets=sockets, people=people, transports=by,
        cpu=12.5 + sockets / 10, memory=83_400_000 + sockets * 20_000, lag=lag,
    )  # fmt: skip


def busy() -> OpsSample:
    """Four workers, of which one does not answer."""
    workers = [
        _worker("w1", "2026-11-17T08:30:00.000Z", _by(plain=3, polling=12, websocket=391), 4.25),
        _worker("w2", "2026-11-17T08:30:02.000Z", _by(polling=1, websocket=402), 12.5),
        _worker("w3", "2026-11-21T11:47:30.000Z", _by(websocket=377), None),
    ]
    return OpsSample(
        at=AT, sockets=1_186, people=843, transports=_by(plain=3, polling=13, websocket=1_170),
        workers=workers, silent=["w4"], expected=4,
        messages=[(place * 7919) % 43 + place // 2 for place in range(60)],
        versions=[
            Version(name=name, version=version)
            for name, version in {
                "Hearth": "0.1.0", "Python": "3.11.7", "Django": "5.2.19", "Channels": "4.3.2",
                "Daphne": "4.2.3", "PostgreSQL": "15.14", "Redis": "7.0.15",
            }.items()
        ],
        database=DatabaseState(
            name="PostgreSQL", version="15.14", latency=0.3412, size=2_483_951_104,
            connections=37, connections_max=100,
        ),
        redis=RedisState(version="7.0.15", latency=0.096, memory=9_812_345, clients=14),
    )  # fmt: skip


def fresh() -> OpsSample:
    """One process on SQLite in which nobody has said anything."""
    return OpsSample(
        at=AT, sockets=0, people=0, transports=[],
        workers=[_worker("a1b2c3d4e5f6", "2026-11-21T11:59:12.400Z", [], 0.0)], silent=[],
        expected=1, messages=[0] * 60, versions=[Version(name="Hearth", version="0.1.0")],
        database=DatabaseState(
            name="SQLite", version="3.40.1", latency=0.04, size=999_500, connections=None
        ),
        redis=None,
    )  # fmt: skip


def broken() -> OpsSample:
    """Database and Redis away, nothing known of any worker."""
    return OpsSample(
        at=AT, sockets=0, people=0, transports=[], workers=[], silent=[], expected=2,
        messages=None, versions=[Version(name="Hearth", version="0.1.0")],
        database=DatabaseState(
            name="PostgreSQL", version=None, latency=None, size=None, connections=None
        ),
        redis=RedisState(version=None, latency=None, memory=None, clients=None),
    )  # fmt: skip


SAMPLES = {"busy": busy, "fresh": fresh, "broken": broken}
