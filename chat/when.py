"""Times in words: `in 20 minutes`, `tomorrow at 9`, `monday 14:30`, `2026-12-24`."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MORNING = time(9)
_UNITS = {
    "minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"(?:in |for )?(an?|\d{1,5}) ?(m|min|minute|h|hour|d|day|w|week)s?")
_CLOCK = r"(?:at )?(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?"
_AT = re.compile(_CLOCK)
_DAY = re.compile(rf"(?:on )?(today|tonight|tomorrow|\d{{4}}-\d\d-\d\d|[a-z]{{3,9}})(?: {_CLOCK})?")


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def parse_when(words: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that `words` mean in a zone, `now` being aware; None where they mean none. A day
    without a time is its morning, a time without a day the next such."""
    text = " ".join(words.lower().split())
    if found := _SPAN.fullmatch(text):
        return _after(now, found[1], found[2])
    local = now.astimezone(zone)
    if found := _AT.fullmatch(text):
        clock = _clock(found[1], found[2], found[3])
        return None if clock is None else _next(local, clock)
    if found := _DAY.fullmatch(text):
        return _on(local, found[1], found[2] and _clock(found[2], found[3], found[4]), found[2])
    return None


def split_when(words: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, datetime | None]:
    """What stands before a time at the end of `words`, and that time: the longest that is one."""
    parts = words.split()
    for at in range(max(0, len(parts) - 5), len(parts)):
        if moment := parse_when(" ".join(parts[at:]), now=now, zone=zone):
            return " ".join(parts[:at]), moment
    return words.strip(), None


def find_when(words: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, datetime | None]:
    """As `split_when`, or with the time in front: `in 20 minutes to look at the pump`."""
    rest, moment = split_when(words, now=now, zone=zone)
    if moment is not None:
        return rest, moment
    parts = words.split()
    for count in range(min(5, len(parts) - 1), 0, -1):
        if moment := parse_when(" ".join(parts[:count]), now=now, zone=zone):
            return " ".join(parts[count:]), moment
    return words.strip(), None


def _after(now: datetime, number: str, unit: str) -> datetime:
    count = 1 if number in {"a", "an"} else int(number)
    step = next(step for name, step in _UNITS.items() if name.startswith(unit[:1]))
    return now + count * step


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _next(local: datetime, clock: time) -> datetime:
    today = _at(local.date(), clock, local)
    return today if today > local else _at(local.date() + timedelta(days=1), clock, local)


def _on(
    local: datetime, day: str, clock: "time | str | None", given: str | None
) -> datetime | None:
    if given and not isinstance(clock, time):
        return None  # an hour that no clock has
    named = _day_named(day, local.date())
    if named is None:
        return None
    usual = time(20) if day == "tonight" else MORNING
    return _at(named, clock if isinstance(clock, time) else usual, local)


def _day_named(name: str, today: date) -> date | None:
    if name in {"today", "tonight"}:
        return today
    if name == "tomorrow":
        return today + timedelta(days=1)
    for number, weekday in enumerate(_DAYS):
        if weekday.startswith(name):
            return today + timedelta(days=(number - today.weekday() + 7) % 7 or 7)
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _at(day: date, clock: time, local: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=local.tzinfo)
