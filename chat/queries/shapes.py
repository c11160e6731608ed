"""From rows to what travels. Nothing here asks the database: rows come with what they need."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import cast

from django.utils import timezone

from chat.events.shapes import (
    Member,
    MessageShape,
    MyRoom,
    Person,
    PinShape,
    RoleName,
    RoomInfo,
    Status,
    ThreadSummary,
)
from chat.models import Membership, Message, Room, User
from chat.models.messages import ACTION
from chat.models.rooms import Posting, RoomKind


def stamp(moment: datetime) -> str:
    """A time as it travels: ISO 8601 in UTC, milliseconds, ending in Z."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"


def person(user: User) -> Person:
    """Someone, as everyone who may see them sees them."""
    return Person(
        id=user.pk,
        username=user.username,
        display_name=user.display_name,
        initials=user.initials,
        hue=user.hue,
        role=cast(RoleName, user.role),
        is_active=user.is_active,
        time_zone=user.time_zone,
        avatar=user.avatar_url,
        status=status(user),
        away=user.is_away,
    )


def kept_person(user: User) -> Person:
    """The same of a row that is kept (`chat/prepared.py`) and so never changes: the same shape each
    time, until their status is over."""
    ended = user.status_until is not None and user.status_until <= timezone.now()
    memo: tuple[bool, Person] | None = user.__dict__.get("_memo")
    if memo is None or memo[0] != ended:
        memo = (ended, person(user))
        user.__dict__["_memo"] = memo
    return memo[1]


def status(user: User) -> Status | None:
    """What someone says they are at; none once its time is over."""
    until = user.status_until
    if not user.status_emoji or (until is not None and until <= timezone.now()):
        return None
    return Status(
        emoji=user.status_emoji, text=user.status_text, until=stamp(until) if until else None
    )


def message(row: Message, people: dict[int, Person] | None = None) -> MessageShape:
    """An entry of a timeline. The row comes with `author` and `subject` (select_related). `people`
    are those whose shapes were made already, which it adds to: most of a page is by a few."""
    people = {} if people is None else people
    return MessageShape(
        id=row.pk,
        room=row.room_id,
        seq=row.seq,
        changed_seq=row.changed_seq,
        kind="text" if row.kind == "text" else "notice",
        author=_person(row.author, people),
        subject=_person(row.subject, people) if row.subject_id else None,
        notice=row.notice,
        client_id=row.client_id,
        text=row.text,
        action=row.kind == "text" and row.text.startswith(ACTION),
        html=row.html,
        created_at=stamp(row.created_at),
        edited_at=stamp(row.edited_at) if row.edited_at else None,
        deleted=row.deleted_at is not None,
        pin=PinShape(by=row.pinned_by_id, at=stamp(row.pinned_at)) if row.pinned_at else None,
        previews=row.previews,
        thread_root=row.thread_root_id,
        in_room=row.in_room,
        thread=_thread(row),
        withdrawn=row.withdrawn,
        # Pydantic makes a deep copy of a list that is a default: a third of the time.
        reactions=[],
        mentions=[],
        files=[],
    )


def _person(user: User | None, people: dict[int, Person]) -> Person | None:
    if user is None:
        return None
    if user.pk not in people:
        people[user.pk] = person(user)
    return people[user.pk]


def _thread(row: Message) -> ThreadSummary | None:
    if not row.reply_count or row.last_reply_at is None:
        return None
    return ThreadSummary(
        replies=row.reply_count, last_at=stamp(row.last_reply_at), people=row.repliers
    )


def room_info(room: Room, *, member_count: int, people: Iterable[Person] = ()) -> RoomInfo:
    """A room's own facts; `people` are those of a direct room."""
    return RoomInfo(
        id=room.pk,
        kind=RoomKind(room.kind).value,
        group=room.is_group,
        name=room.name,
        topic=room.topic,
        is_general=room.is_general,
        host=None if room.kind == RoomKind.DIRECT else room.created_by_id,
        posting=Posting(room.posting).value,
        slow_seconds=room.slow_seconds,
        archived=room.archived_at is not None,
        changed_seq=room.changed_seq,
        last_seq=room.last_seq,
        people=list(people),
        member_count=member_count,
    )


def member(row: Membership) -> Member:
    """Someone's place in a room. The row comes with `user` (select_related)."""
    return Member(
        room=row.room_id,
        person=person(row.user),
        active=row.is_active,
        changed_seq=row.changed_seq,
    )


def my_room(
    row: Membership,
    info: RoomInfo,
    *,
    unread: int = 0,
    mentions: Sequence[int] = (),
    last_at: datetime | None = None,
) -> MyRoom:
    """A room as one of its members has it."""
    return MyRoom(
        room=info,
        active=row.is_active,
        me_seq=row.me_seq,
        read_seq=row.read_seq,
        starred=row.starred,
        muted=row.muted,
        section=row.section,
        unread=unread,
        mentions=list(mentions),
        last_at=stamp(last_at) if last_at else None,
    )


def hidden_room(room: Room) -> RoomInfo:
    """What someone who may no longer see a room is told of it: that there was one."""
    return RoomInfo(
        id=room.pk, kind=RoomKind(room.kind).value, name="", topic="", is_general=False,
        changed_seq=0, last_seq=0, member_count=0,
    )  # fmt: skip
