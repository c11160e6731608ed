"""What the server tells clients.

Those with a `seq` are durable: hints of what the database has, which may be lost or pass each
other. A client applies `head + 1`, drops what it has, holds what is ahead and asks for the gap.
"""

from typing import ClassVar, Literal

from pydantic import Field

from chat.events.base import NAMESPACES, OPS, Event, Id, Seq, Timestamp
from chat.events.ops import DatabaseState, RedisState, TransportCount, Version, WorkerState
from chat.events.shapes import (
    DraftShape,
    EmojiShape,
    GroupShape,
    InboxState,
    Member,
    MessageShape,
    MyChanges,
    MyRoom,
    MyThread,
    Person,
    PresenceState,
    Reader,
    RoomChanges,
    RoomInfo,
    SavedShape,
    ScheduledShape,
    SidebarShape,
)


class MessageCreated(Event):
    """A message or notice took its place in a room."""

    event: ClassVar[str] = "message:created"
    room: Id
    seq: Seq
    message: MessageShape


class MessageChanged(Event):
    """A message was edited or deleted; `message` is all of it as it is now."""

    event: ClassVar[str] = "message:changed"
    room: Id
    seq: Seq
    message: MessageShape


class MemberChanged(Event):
    """Someone joined a room or left it."""

    event: ClassVar[str] = "member:changed"
    room: Id
    seq: Seq
    member: Member
    member_count: int


class RoomChanged(Event):
    """A room's name or topic changed."""

    event: ClassVar[str] = "room:changed"
    room: Id
    seq: Seq
    info: RoomInfo


class RoomCaughtUp(Event):
    """What the server found that this process's sockets missed in a room."""

    event: ClassVar[str] = "room:caught_up"
    room: Id
    seq: Seq
    changes: RoomChanges


class MeChanged(Event):
    """One of the user's own: a room joined or left, a read cursor moved, a draft saved, a thread
    followed or read, a message scheduled. To that user alone; `seq` is in the user's own sequence.
    One of the other fields is set, the others are null. Whoever leaves a room follows none of its
    threads any more."""

    event: ClassVar[str] = "me:changed"
    # The list of `MyChanges` that brings a field's things in a catch-up.
    lists: ClassVar[dict[str, str]] = {
        "mine": "rooms",
        "draft": "drafts",
        "thread": "threads",
        "scheduled": "scheduled",
        "saved": "saved",
        "inbox": "inbox",
        "sidebar": "sidebars",
    }
    seq: Seq
    mine: MyRoom | None = None
    draft: DraftShape | None = None
    thread: MyThread | None = None
    scheduled: ScheduledShape | None = None
    saved: SavedShape | None = None
    inbox: InboxState | None = None
    sidebar: SidebarShape | None = None

    @classmethod
    def all_of(cls, changes: MyChanges) -> list["MeChanged"]:
        """The same as events, in the order of the user's sequence."""
        events = [
            cls.model_validate({"seq": item.me_seq, field: item})
            for field, name in cls.lists.items()
            for item in getattr(changes, name)
        ]
        return sorted(events, key=lambda event: event.seq)


class PollVoted(Event):
    """What the user votes for in a poll now: to that user alone, in all their tabs. It has no
    number; `poll:mine` answers the same."""

    event: ClassVar[str] = "poll:voted"
    room: Id
    message: Id
    options: list[int]


class RoomRead(Event):
    """How far someone has read in a small room (up to `SEEN_LIVE_MEMBERS` members): to the others
    there, of those who tell of their own reading. It has no number; `room:readers` answers the
    same."""

    event: ClassVar[str] = "room:read"
    room: Id
    reader: Reader


class PersonChanged(Event):
    """Someone is new, or changed their name or role, or can no longer log in."""

    event: ClassVar[str] = "person:changed"
    person: Person


class GroupChanged(Event):
    """A group was made, filled, emptied or removed. To everyone but guests."""

    event: ClassVar[str] = "group:changed"
    group: GroupShape


class EmojiChanged(Event):
    """One of the organisation's own emoji is new or withdrawn. To everyone."""

    event: ClassVar[str] = "emoji:changed"
    emoji: EmojiShape


class Typing(Event):
    """Someone types in a room, or stopped. Lapses 6 s after the last."""

    event: ClassVar[str] = "typing"
    room: Id
    user: Id
    display_name: str
    active: bool


class PresenceChanged(Event):
    """Someone came, went away or left. How many are connected is the client's to count: it hears
    of those whom its user may see, and a guest need not know of the others."""

    event: ClassVar[str] = "presence"
    user: Id
    state: PresenceState


class SessionEnded(Event):
    """This log-in has ended; the connection closes next and the client must not come back by
    itself."""

    event: ClassVar[str] = "session:ended"
    namespaces: ClassVar[tuple[str, ...]] = NAMESPACES
    reason: Literal["logged_out", "deactivated", "password_changed", "token_withdrawn", "changed"]


class OpsSample(Event):
    """How this Hearth is: to owners and admins, every 2 s while one of them is connected."""

    event: ClassVar[str] = "ops:sample"
    namespaces: ClassVar[tuple[str, ...]] = (OPS,)
    at: Timestamp
    sockets: int
    people: int = Field(description="each once, whatever they are connected to")
    transports: list[TransportCount]
    workers: list[WorkerState]
    silent: list[str] = Field(description="workers that live but did not answer in time")
    expected: int = Field(description="workers there should be")
    messages: list[int] | None = Field(
        description="written in each of the last 60 minutes, the one that runs last; "
        "null while the database does not answer"
    )
    versions: list[Version]
    database: DatabaseState
    redis: RedisState | None = Field(description="null where it is not in use")


EVENTS: tuple[type[Event], ...] = (
    MessageCreated, MessageChanged, MemberChanged, RoomChanged, RoomCaughtUp, MeChanged, PollVoted,
    RoomRead,
    PersonChanged, GroupChanged, EmojiChanged, Typing, PresenceChanged, SessionEnded, OpsSample,
)  # fmt: skip
