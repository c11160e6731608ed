"""What someone asks the search for: words, "phrases", -not, and filters such as `from:ana`."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from chat.search.folding import fold

HAS = ("file", "image", "link", "pin", "poll")
IS = ("thread", "saved")
_DATES = ("before", "after", "on")
OPERATORS = ("from", "in", "has", "is", *_DATES)
_ALIASES = {"files": "file", "images": "image", "picture": "image", "pictures": "image",
            "links": "link", "pins": "pin", "polls": "poll", "threads": "thread"}  # fmt: skip
_PART = re.compile(r'(-(?!-))?(?:([A-Za-z]+):)?(?:"([^"]*)"?|([^\s"]*))')
_AGO = re.compile(r"(\d{1,4})\s*(d|day|w|week|m|month|y|year)s?")
_SPANS = {"d": 1, "w": 7, "m": 30, "y": 365}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Wanted(NamedTuple):
    """A filter's value; `wanted` false where it stood behind a minus."""

    value: str
    wanted: bool = True


@dataclass
class Asked:
    """What is asked for. `words` and `without` are folded. `problem` says why nothing can be found
    by it: then the rest does not count."""

    words: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    people: list[Wanted] = field(default_factory=list)
    rooms: list[Wanted] = field(default_factory=list)
    has: list[Wanted] = field(default_factory=list)
    states: list[Wanted] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing: an empty line, a filter whose value is not written yet."""
        filters = self.people or self.rooms or self.has or self.states
        return not (self.words or filters or self.since or self.until or self.problem)


def parse(query: str, *, now: datetime, zone: ZoneInfo, length: int, terms: int) -> Asked:
    """What `query` asks for; any text has an answer. `now` is aware, days are those of `zone`; at
    most `length` characters and `terms` words."""
    asked = Asked()
    if len(query) > length:
        asked.problem = f"That is too much to look for: {length} characters at most."
        return asked
    for match in _PART.finditer(query.strip()):
        _take(asked, match, now.astimezone(zone))
    if len(asked.words) + len(asked.without) > terms:
        asked.problem = f"That is too much to look for: {terms} words at most."
    asked.words = list(dict.fromkeys(asked.words))
    return asked


def _take(asked: Asked, match: re.Match[str], now: datetime) -> None:
    minus, operator, quoted, bare = match.groups()
    value = bare if quoted is None else quoted
    name = (operator or "").lower()
    if name in OPERATORS:
        if value.strip():
            _filter(asked, name, value.strip(), not minus, now)
        return
    words = fold(f"{operator}:{value}" if operator else value)
    if words:
        (asked.without if minus else asked.words).append(words)


def _filter(asked: Asked, name: str, value: str, wanted: bool, now: datetime) -> None:
    if name == "from":
        asked.people.append(Wanted(value.removeprefix("@"), wanted))
    elif name == "in":
        asked.rooms.append(Wanted(value, wanted))
    elif name in {"has", "is"}:
        _kind(asked, name, value.lower(), wanted)
    elif (days := _days(value.lower(), now)) is None:
        asked.problem = f"“{name}:” takes a day, such as {now:%Y-%m-%d} or yesterday."
    else:
        _bound(asked, name, days, now)


def _kind(asked: Asked, name: str, value: str, wanted: bool) -> None:
    value = _ALIASES.get(value, value)
    if value in HAS and name == "has":
        asked.has.append(Wanted(value, wanted))
    elif value in IS and name == "is":
        asked.states.append(Wanted(value, wanted))
    else:
        known = HAS if name == "has" else IS
        asked.problem = f"“{name}:” takes {', '.join(known[:-1])} or {known[-1]}."


def _bound(asked: Asked, name: str, days: tuple[date, date], now: datetime) -> None:
    """Before its first day, after its last, or on one of its days."""
    first, after = (_midnight(day, now) for day in days)
    if name in {"before", "on"}:
        until = first if name == "before" else after
        asked.until = until if asked.until is None else min(asked.until, until)
    if name in {"after", "on"}:
        since = after if name == "after" else first
        asked.since = since if asked.since is None else max(asked.since, since)


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo)


def _days(value: str, now: datetime) -> tuple[date, date] | None:
    """The first day that is meant, and the first that is not any more."""
    try:
        return _named(value, now.date()) or _written(value)
    except (ValueError, OverflowError):
        return None


def _named(value: str, today: date) -> tuple[date, date] | None:
    day = {"today": today, "yesterday": today - timedelta(days=1)}.get(value)
    if found := _AGO.fullmatch(value):
        day = today - timedelta(days=int(found[1]) * _SPANS[found[2][0]])
    elif value in _WEEKDAYS:  # the last one that was
        day = today - timedelta(days=(today.weekday() - _WEEKDAYS.index(value)) % 7 or 7)
    return None if day is None else (day, day + timedelta(days=1))


def _written(value: str) -> tuple[date, date]:
    parts = [int(part) for part in re.split(r"[-/.]", value)]
    if not 1 <= len(parts) <= 3 or not 1000 <= parts[0] <= 9000:
        raise ValueError(value)
    first = date(*[*parts, 1, 1][:3])
    if len(parts) == 3:
        return first, first + timedelta(days=1)
    if len(parts) == 2:
        return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date(first.year + 1, 1, 1)
