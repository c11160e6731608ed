"""What one worker says of itself when it is asked, and what all of them make together."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from channels_socketio import Hub
from chat.events.ops import TransportCount, WorkerState
from chat.watcher import visit_of


class Presence(BaseModel):
    """Who is connected by one transport: user ids, each once."""

    sockets: int = 0
    people: set[int] = set()


class Report(BaseModel):
    """As it travels between workers. `by` is by transport; the rest as in `WorkerState`."""

    started_at: str
    by: dict[str, Presence]
    cpu: float
    memory: int | None
    lag: float | None


def present(hub: Hub) -> dict[str, Presence]:
    """Who is connected to this process, by transport. A connection that nobody was let in by is
    not counted; one with sockets in several namespaces is one."""
    sockets: Counter[str] = Counter()
    people: defaultdict[str, set[int]] = defaultdict(set)
    for connection in hub.connections:  # on the event loop, and there may be ten thousand
        visits = [visit for s in connection.sockets.values() if (visit := visit_of(s)) is not None]
        if visits:
            name = connection.transport.name
            sockets[name] += 1
            people[name].update(visit.user.id for visit in visits)
    return {name: Presence(sockets=sockets[name], people=people[name]) for name in sockets}


def parse(body: Any) -> Report | None:
    """A report as another worker sent it; None where it cannot be read, as while a new version
    of Hearth takes the place of an old one."""
    try:
        return Report.model_validate(body)
    except ValidationError:
        return None


def worker_state(name: str, report: Report) -> WorkerState:
    """One worker, counted."""
    return WorkerState(
        name=name,
        started_at=report.started_at,
        sockets=sum(one.sockets for one in report.by.values()),
        people=people([report]),
        transports=transports([report]),
        cpu=report.cpu,
        memory=report.memory,
        lag=report.lag,
    )


def transports(reports: Iterable[Report]) -> list[TransportCount]:
    """All workers' together, by transport: someone who is connected to two is one person."""
    together: dict[str, Presence] = {}
    for report in reports:
        for name, here in report.by.items():
            whole = together.setdefault(name, Presence())
            whole.sockets += here.sockets
            whole.people |= here.people
    return [
        TransportCount(transport=name, sockets=one.sockets, people=len(one.people))
        for name, one in sorted(together.items())
    ]


def people(reports: Iterable[Report]) -> int:
    """How many people are connected, each counted once."""
    everyone = (here.people for report in reports for here in report.by.values())
    return len(set[int]().union(*everyone))
