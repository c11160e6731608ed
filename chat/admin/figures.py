"""A sample in words, for the live page's first paint. static/js/live/figures.js says the same of
those that follow; tests/admin/test_live.py holds the two to each other."""

import math
from datetime import datetime
from typing import Any

from chat.events.broadcasts import OpsSample
from chat.events.ops import DatabaseState, RedisState, WorkerState

UNKNOWN = "—"
CHART_HEIGHT = 100
LEAST_TOP = 4  # one message in an hour is no peak
TRANSPORTS = {"websocket": "WebSocket", "polling": "Long-polling", "plain": "Plain WebSocket"}
_UNITS = ("B", "kB", "MB", "GB", "TB")


def figures(sample: OpsSample) -> dict[str, Any]:
    """`values` by the name of the element that shows each, `health` (`ok`, `away` or `off`) by
    part, and the rows of what repeats: `workers`, `bars`, `transports`, `versions`."""
    return {
        "values": {
            "people": count(sample.people),
            "sockets": count(sample.sockets),
            "workers": f"{len(sample.workers)} of {_expected(sample)}",
            **_messages(sample.messages),
            **_database(sample.database),
            **_redis(sample.redis),
        },
        "health": {
            "database": "away" if sample.database.latency is None else "ok",
            "redis": _redis_health(sample.redis),
        },
        "workers": [_worker(worker, sample.at) for worker in sample.workers],
        "silent": sample.silent,
        "bars": bars(sample.messages or []),
        "transports": _transports(sample),
        "versions": [{"name": one.name, "value": one.version} for one in sample.versions],
    }


def _expected(sample: OpsSample) -> int:
    return max(sample.expected, len(sample.workers) + len(sample.silent))


def _messages(counts: list[int] | None) -> dict[str, str]:
    if counts is None:
        return {"minute": UNKNOWN, "hour": UNKNOWN, "top": "", "chart": "Unknown: the "
                "database does not answer."}  # fmt: skip
    minute, hour, most = counts[-1], sum(counts), max(counts)
    words = f"{count(minute)} this minute, {count(hour)} in the last hour, "
    chart = f"{words}at most {count(most)} in one minute." if hour else "None in the last hour."
    return {"minute": count(minute), "hour": count(hour), "top": count(_top(counts)),
            "chart": chart}  # fmt: skip


def _top(counts: list[int]) -> int:
    return max(LEAST_TOP, *counts)


def bars(counts: list[int]) -> list[dict[str, Any]]:
    """A bar for each minute, the oldest first: where it begins, from the chart's top, and how
    high it is. Any number but zero can be seen."""
    found = []
    for place, number in enumerate(counts):
        height = max(2, math.floor(number * CHART_HEIGHT / _top(counts))) if number else 0
        ago = len(counts) - 1 - place
        when = f"{ago} min ago" if ago else "this minute"
        found.append({"x": place * 10, "y": CHART_HEIGHT - height, "height": height,
                      "title": f"{when}: {count(number)}"})  # fmt: skip
    return found


def _database(state: DatabaseState) -> dict[str, str]:
    connections = optional(count, state.connections)
    if state.latency is not None and state.connections is None:
        connections = "none: it is a file"
    elif state.connections_max is not None:
        connections = f"{connections} of {count(state.connections_max)}"
    return {
        "database_name": f"{state.name} {state.version or ''}".strip(),
        "database_latency": optional(milliseconds, state.latency),
        "database_size": optional(size, state.size),
        "database_connections": connections,
    }


def _redis(found: RedisState | None) -> dict[str, str]:
    state = found or RedisState(version=None, latency=None, memory=None, clients=None)
    return {
        "redis_name": f"Redis {state.version or ''}".strip(),
        "redis_latency": optional(milliseconds, state.latency),
        "redis_memory": optional(size, state.memory),
        "redis_clients": optional(count, state.clients),
    }


def _redis_health(state: RedisState | None) -> str:
    if state is None:
        return "off"
    return "away" if state.latency is None else "ok"


def _transports(sample: OpsSample) -> list[dict[str, str]]:
    by = {one.transport: one for one in sample.transports}
    rows = []
    for name in dict.fromkeys([*TRANSPORTS, *by]):
        found = by.get(name)
        sockets, people = (found.sockets, found.people) if found else (0, 0)
        value = f"{plural(sockets, 'connection')}, {_people(people)}" if sockets else "nobody"
        rows.append({"name": TRANSPORTS.get(name, name), "value": value})
    return rows


def _worker(worker: WorkerState, at: str) -> dict[str, str]:
    by = {one.transport: one.sockets for one in worker.transports}
    up = datetime.fromisoformat(at) - datetime.fromisoformat(worker.started_at)
    return {
        "name": worker.name,
        "people": count(worker.people),
        "sockets": count(worker.sockets),
        **{name: count(by.get(name, 0)) for name in TRANSPORTS},
        "cpu": f"{math.floor(worker.cpu + 0.5)} %",
        "memory": optional(size, worker.memory),
        "lag": optional(milliseconds, worker.lag),
        "up": duration(math.floor(up.total_seconds())),
    }


def count(number: int) -> str:
    """1234 as 1,234."""
    return f"{number:,}"


def plural(number: int, noun: str) -> str:
    """`1 connection`, `2 connections`."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{count(number)} people"


def optional(words: Any, number: float | None) -> str:
    """A number in `words`; a dash for one that is not known."""
    return UNKNOWN if number is None else str(words(number))


def short(number: float) -> str:
    """One place after the point below ten, none above. No formatting of floats, which rounds a
    half to even here and up in the browser."""
    tenths = math.floor(number * 10 + 0.5)
    if tenths < 100:
        return f"{tenths // 10}.{tenths % 10}"
    return count(math.floor(number + 0.5))


def milliseconds(number: float) -> str:
    """`0.4 ms`, `120 ms`."""
    return "< 0.1 ms" if number < 0.05 else f"{short(number)} ms"


def size(number: float) -> str:
    """Bytes in decimal units: `83 MB`."""
    unit = 0
    while number >= 999.5 and unit < len(_UNITS) - 1:
        number, unit = number / 1_000, unit + 1
    return f"{short(number) if unit else count(math.floor(number))} {_UNITS[unit]}"


def duration(seconds: int) -> str:
    """The two largest units of it: `3 d 4 h`, `12 min`, `45 s`."""
    seconds = max(0, seconds)
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
