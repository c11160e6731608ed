"""A page of history as the rows of a timeline: days, the "new" line, grouping, times in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone

from chat.events.shapes import MessageShape, Person
from chat.lru import made
from chat.models import User
from chat.when import zone_named

GROUP_SECONDS = 300  # as in static/js: further apart, the author's name is said again

# What a notice says; the page gives these to script too, so that the words exist once.
NOTICES = {
    "created": "{actor} made the room",
    "joined": "{actor} joined",
    "left": "{actor} left",
    "added": "{actor} added {subject}",
    "removed": "{actor} removed {subject}",
    "renamed": "{actor} renamed the room to {text}",
    "unnamed": "{actor} took the name away",
    "topic": "{actor} set the topic: {text}",
    "pinned": "{actor} pinned a message",
    "archived": "{actor} archived the room",
    "restored": "{actor} brought the room back",
    "topic_cleared": "{actor} cleared the topic",
}
NOBODY = "A former member"
_MARKUP = 2_500  # bytes of a row beside its message, about


# Not frozen: to make one would take four times as long, and a page makes fifty.
@dataclass(kw_only=True, slots=True)
class Row:
    """One `<li>` of the timeline: `template` renders it from this and `message`."""

    template: str
    message: MessageShape | None = None
    day: str = ""
    day_text: str = ""
    time: str = ""
    exact_time: str = ""
    words: str = ""
    grouped: bool = False
    highlight: bool = False
    mine: bool = False
    reader: int | None = None  # where what they chose shows
    faces: Sequence[Person] = ()
    last_reply: str = ""
    markup: bytes | None = field(default=None, compare=False)  # once it is made (`row_pieces`)


def zone_of(user: User) -> ZoneInfo:
    """The zone in which `user` reads times; UTC for one that this machine does not know."""
    return zone_named(user.time_zone)


def rows(
    messages: Iterable[MessageShape],
    *,
    reader: User,
    read_seq: int | None,
    highlight: int | None,
    people: Mapping[int, Person],
) -> Iterator[Row]:
    """The rows for `messages`, oldest first.

    `read_seq` is the reader's cursor (null for one who is not in the room): the "new" line stands
    before the first message of another after it, unless it may lie further up than this page.
    `highlight` is the `seq` that a permalink names, `people` those whom the reader may see.
    """
    zone = zone_of(reader)
    today = timezone.now().astimezone(zone).date()
    new_seq = _first_new(messages := list(messages), reader, read_seq)
    previous: _Previous | None = None
    for message in messages:
        at = told(message.created_at, zone)
        if previous is None or previous.at.day != at.day:
            yield day_row(at.day, today)
            previous = None
        if message.seq == new_seq:
            yield Row(template="chat/_new_line.html")
            previous = None
        row = _message_row(message, previous, at, zone, reader=reader, highlight=highlight)
        yield row if message.thread is None else _with_thread(row, message, zone, today, people)
        previous = _Previous(message, at)


def _with_thread(
    row: Row, message: MessageShape, zone: ZoneInfo, today: date, people: Mapping[int, Person]
) -> Row:
    """The row with who replied last, and when."""
    assert message.thread is not None
    last = told(message.thread.last_at, zone)
    faces = [people[each] for each in message.thread.people if each in people]
    said = f"{day_text(last.day, today)} at {last.time}"
    return replace(row, faces=faces, last_reply=said, markup=None)


class Told(NamedTuple):
    """A time in someone's zone: in seconds, its day, and in words."""

    seconds: float
    day: date
    time: str
    exact: str


@lru_cache(maxsize=20_000)
def told(stamp: str, zone: ZoneInfo) -> Told:
    """A time as it travels, in the reader's zone. Kept: to write times was most of a row's cost."""
    at = datetime.fromisoformat(stamp).astimezone(zone)
    exact = f"{at:%A}, {at.day} {at:%B} {at.year} at {at:%H:%M:%S}"
    return Told(at.timestamp(), at.date(), f"{at:%H:%M}", exact)


class _Previous(NamedTuple):
    """The message above, where nothing stands between."""

    message: MessageShape
    at: Told


def day_row(day: date, today: date) -> Row:
    """The line that opens a day."""
    return Row(template="chat/_day.html", day=day.isoformat(), day_text=day_text(day, today))


@lru_cache(maxsize=4_000)
def day_text(day: date, today: date) -> str:
    """Today, Yesterday, "Thursday, 19 November", and the year when it is another."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return f"{day:%A}, {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def notice_words(message: MessageShape) -> str:
    """What happened to the room, in a sentence without its full stop."""
    name = "topic_cleared" if message.notice == "topic" and not message.text else message.notice
    return NOTICES.get(name, "{actor} changed the room").format(
        actor=message.author.display_name if message.author else NOBODY,
        subject=message.subject.display_name if message.subject else NOBODY.lower(),
        text=message.text,
    )


def _message_row(
    message: MessageShape,
    previous: _Previous | None,
    at: Told,
    zone: ZoneInfo,
    *,
    reader: User,
    highlight: int | None,
) -> Row:
    """The message's row, kept by all that it is made of: for a page's to be made anew took as long
    as to ask for their messages."""
    inputs = (
        message.kind == "text" and not message.action and _continues(message, at, previous),
        message.seq == highlight,
        message.author is not None and message.author.id == reader.pk,
        reader.pk if message.reactions or message.poll else None,
    )
    key = ("timeline", message.encoded, zone, inputs)
    row: Row | None = made.get(key)
    if row is None:
        row = _new_row(message, at, *inputs)
        made.put(key, row, 3 * len(message.encoded) + _MARKUP)
    return row


def _new_row(
    message: MessageShape, at: Told, grouped: bool, highlight: bool, mine: bool, reader: int | None
) -> Row:
    is_notice = message.kind == "notice"
    return Row(
        template="chat/_notice.html" if is_notice else "chat/_message.html",
        message=message,
        time=at.time,
        exact_time=at.exact,
        words=notice_words(message) if is_notice else "",
        grouped=grouped,
        highlight=highlight,
        mine=mine,
        reader=reader,
    )


def _continues(message: MessageShape, at: Told, previous: _Previous | None) -> bool:
    """Whether the author's name need not be said again."""
    if previous is None or previous.message.kind != "text" or previous.message.author is None:
        return False
    if message.author is None or message.author.id != previous.message.author.id:
        return False
    return at.seconds - previous.at.seconds < GROUP_SECONDS


def _first_new(messages: list[MessageShape], reader: User, read_seq: int | None) -> int | None:
    if read_seq is None or not messages or messages[0].seq > read_seq + 1:
        return None
    for message in messages:
        by_another = message.author is None or message.author.id != reader.pk
        if message.seq > read_seq and message.kind == "text" and by_another and not message.deleted:
            return message.seq
    return None
