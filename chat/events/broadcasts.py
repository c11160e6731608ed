"""What the server tells clients.

Those with a `seq` are durable: hints of what the database has, which may be lost or pass each
other. A client applies `head + 1`, drops what it has, holds what is ahead and asks for the gap.
"""

from typing import ClassVar, Literal

from chat.events.base import NAMESPACES, Event, Id, Seq
from chat.events.shapes import (
    Member,
    MessageShape,
    MyRoom,
    Person,
    PresenceState,
    RoomChanges,
    RoomInfo,
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
    """One of the user's own: a room joined or left, a read cursor moved. To that user alone;
    `seq` is in the user's own sequence."""

    event: ClassVar[str] = "me:changed"
    seq: Seq
    mine: MyRoom


class PersonChanged(Event):
    """Someone is new, or changed their name or role, or can no longer log in."""

    event: ClassVar[str] = "person:changed"
    person: Person


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


EVENTS: tuple[type[Event], ...] = (
    MessageCreated, MessageChanged, MemberChanged, RoomChanged, RoomCaughtUp, MeChanged,
    PersonChanged, Typing, PresenceChanged, SessionEnded,
)  # fmt: skip
