"""The `Connection` table: read and written. Plain functions, called in threads.

A row counts while its worker renews it. Someone with any row that is not away is online; with
only such rows, or by their own word, away; with none offline.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Min, Q, QuerySet, When
from django.utils import timezone

from chat import broadcast
from chat.bulk import insertion
from chat.events.broadcasts import PresenceChanged
from chat.events.shapes import PresenceState
from chat.models import Connection, Membership, User
from chat.queries.listed import Gathered, numbers_in
from chat.socket_rooms import MEMBERS, room_name, user_name
from chat.statements import run


@dataclass(frozen=True)
class Arrival:
    """A socket that was let in."""

    sid: str
    user_id: int
    device: str
    at: datetime


@dataclass
class Changes:
    """What happened to this worker's sockets since it was last written down."""

    arrived: dict[str, Arrival] = field(default_factory=dict)
    away: dict[str, bool] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)  # sid to user id

    def __bool__(self) -> bool:
        return bool(self.arrived or self.away or self.gone)

    def then(self, later: "Changes") -> "Changes":
        """These and those that happened after them."""
        return Changes(self.arrived | later.arrived, self.away | later.away, self.gone | later.gone)


States = dict[int, PresenceState]  # by user id; who is missing is offline


def state_of(user_id: int) -> PresenceState:
    """One person's state."""
    return _states(_alive().filter(user=user_id)).get(user_id, "offline")


def everyone() -> States:
    """All who are connected: one query."""
    return _states(_alive())


def write(*, worker: str, changes: Changes, users: Collection[int]) -> States:
    """Write down what happened, in one transaction; then read the states of `users`.

    Read after the commit: of two workers that write of the same person at once, the later one
    sees what both wrote.
    """
    with transaction.atomic():
        _add(worker, changes.arrived.values(), changes.away)
        for is_away in (True, False):
            sids = [sid for sid, away in changes.away.items() if away is is_away]
            Connection.objects.filter(sid__in=sids).update(is_away=is_away)
        Connection.objects.filter(sid__in=list(changes.gone)).delete()
    _saw({*changes.gone.values(), *(arrival.user_id for arrival in changes.arrived.values())})
    return _states(_alive().filter(user__in=users))


def _add(worker: str, arrivals: Iterable[Arrival], away: dict[str, bool]) -> None:
    now = timezone.now()
    rows = [
        {
            "sid": arrival.sid, "worker": worker, "user_id": arrival.user_id,
            "device": arrival.device[:120], "opened_at": arrival.at, "seen": now,
            "is_away": away.get(arrival.sid, False),
        }
        for arrival in arrivals
    ]  # fmt: skip
    run(*insertion(Connection, rows, missing=True))


def _saw(users: Collection[int]) -> None:
    """Note when people were last here. Rows that someone else holds are left alone: it matters
    too little to wait, or to be waited for, in whatever order."""
    with transaction.atomic():
        free = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=users)
        ids = list(free.values_list("pk", flat=True))
        User.objects.filter(pk__in=ids).update(last_seen=timezone.now())


def tell(*, changed: States) -> None:
    """Tell everyone who may see them, in every process, of people whose state changed: one query
    for all of them."""
    found = audiences(users=list(changed))
    broadcast.to_each(
        (PresenceChanged(user=user_id, state=state), found[user_id])
        for user_id, state in changed.items()
    )


def audiences(*, users: Collection[int]) -> dict[int, list[str]]:
    """The socket rooms of those who may see each of these people: one query."""
    found = {pk: [MEMBERS, user_name(pk)] for pk in users}
    rows = Membership.objects.filter(user__in=users, is_active=True)
    theirs = rows.order_by().values_list("user_id").annotate(rooms=Gathered("room_id"))
    for user_id, rooms in theirs:
        found[user_id] += map(room_name, numbers_in(rooms))
    return found


def renew(*, worker: str, arrivals: dict[str, Arrival], away: dict[str, bool]) -> None:
    """Keep this worker's rows alive, in one statement, and make them agree with its sockets.

    Rows that another worker swept, because this one stood still for long, are written again; rows
    of sockets that are gone are deleted.
    """
    mine = Connection.objects.filter(worker=worker)
    mine.update(seen=timezone.now())
    stored = set(mine.values_list("sid", flat=True))
    if strays := stored - arrivals.keys():
        mine.filter(sid__in=strays).delete()
    _add(worker, [arrival for sid, arrival in arrivals.items() if sid not in stored], away)


def sweep() -> None:
    """Delete the rows of workers that are dead, and note when their people were last seen."""
    lapsed = list(Connection.objects.exclude(_is_alive()).values_list("sid", "user_id"))
    if lapsed:
        _saw({user_id for _, user_id in lapsed})
        sids = [sid for sid, _ in lapsed]
        Connection.objects.filter(sid__in=sids).exclude(_is_alive()).delete()


def retire(*, worker: str, before: datetime | None = None) -> None:
    """This worker's rows (those opened `before`) lapse after the grace: its people are coming
    back, to it or to another worker, and those who do not are offline then."""
    lapse, grace = settings.HEARTH["PRESENCE_LAPSE_SECONDS"], settings.HEARTH["PRESENCE_GRACE"]
    rows = Connection.objects.filter(worker=worker)
    if before is not None:
        rows = rows.filter(opened_at__lt=before)
    rows.update(
        seen=timezone.now() - timedelta(seconds=lapse - grace), worker=f"ended:{worker}"[:40]
    )


def alive_since() -> datetime:
    """A row counts that was renewed since then."""
    return timezone.now() - timedelta(seconds=settings.HEARTH["PRESENCE_LAPSE_SECONDS"])


def _is_alive() -> Q:
    return Q(seen__gte=alive_since())


def _alive() -> "QuerySet[Connection]":
    return Connection.objects.filter(_is_alive())


def _states(rows: "QuerySet[Connection]") -> dict[int, PresenceState]:
    grouped = rows.order_by().values("user").annotate(away=is_away()).values_list("user", "away")
    return {user_id: "away" if away else "online" for user_id, away in grouped}


def is_away() -> Min:
    """1 where all rows of someone are away, or they say so, else 0: an aggregate over their rows.
    PostgreSQL has no least of booleans: the least of numbers decides."""
    return Min(Case(When(Q(is_away=True) | Q(user__is_away=True), then=1), default=0))
