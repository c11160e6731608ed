"""What a client may ask for. Each is answered by an acknowledgement."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from chat.events.base import Command, Id, Seq
from chat.events.shapes import (
    BrowsedRoom,
    History,
    Member,
    MessageShape,
    MyChanges,
    MyRoom,
    Person,
    Presence,
    RoomChanges,
    RoomInfo,
)

ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
# The bounds that matter to people are checked in the actions, which say what to do about them;
# these only keep what is absurd from travelling further.
Words = Annotated[str, Field(max_length=100_000)]
Line = Annotated[str, Field(max_length=1_000)]


class Sync(Command):
    """Says what the client has; answered by `{me: MyChanges, rooms: [RoomChanges]}` of all that it
    lacks. Rooms it names but may not see are missing from the answer; rooms it may see but did not
    name are in `me`. Send it on every connect, before anything else.
    """

    event: ClassVar[str] = "sync"
    answer: ClassVar[dict[str, Any]] = {"me": MyChanges, "rooms": list[RoomChanges]}
    me: Seq = 0
    rooms: dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,15}$")], Seq] = {}


class RoomChangesAfter(Command):
    """Asks for a room's changes after a number; answered by `{changes: RoomChanges}`."""

    event: ClassVar[str] = "room:changes"
    answer: ClassVar[dict[str, Any]] = {"changes": RoomChanges}
    room: Id
    after: Seq


class RoomHistory(Command):
    """Asks for a page of the timeline before, after or around a number (one of them; none: the
    newest); answered by `{history: History}`."""

    event: ClassVar[str] = "room:history"
    answer: ClassVar[dict[str, Any]] = {"history": History}
    room: Id
    before: Seq | None = None
    after: Seq | None = None
    around: Seq | None = None
    limit: Annotated[int, Field(ge=1, le=200)] | None = None


class MessageSend(Command):
    """Sends a message; answered by `{message: MessageShape}` once it is stored. The same
    `client_id` again gives the same answer; with another text, `conflict`."""

    event: ClassVar[str] = "message:send"
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    client_id: ClientId
    text: Words


class MessagePreview(Command):
    """Shows what a text would look like as a message; answered by `{html}`. Nothing is stored."""

    event: ClassVar[str] = "message:preview"
    answer: ClassVar[dict[str, Any]] = {"html": str}
    text: Words


class MessageEdit(Command):
    """Changes one's own message; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "message:edit"
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id
    text: Words


class MessageDelete(Command):
    """Deletes one's own message, leaving a tombstone; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "message:delete"
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id


class RoomCreate(Command):
    """Makes a room with the asker in it; answered by `{mine: MyRoom}`."""

    event: ClassVar[str] = "room:create"
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    name: Line
    kind: Literal["public", "private"] = "public"
    topic: Line = ""
    members: Annotated[list[Id], Field(max_length=500)] = []


class RoomUpdate(Command):
    """Renames a room or sets its topic (what is null stays); answered by `{room: RoomInfo}`."""

    event: ClassVar[str] = "room:update"
    answer: ClassVar[dict[str, Any]] = {"room": RoomInfo}
    room: Id
    name: Line | None = None
    topic: Line | None = None


class RoomJoin(Command):
    """Joins a public room; answered by `{mine: MyRoom}`."""

    event: ClassVar[str] = "room:join"
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    room: Id


class RoomLeave(Command):
    """Leaves a room; answered by `{}`. #general and direct messages cannot be left."""

    event: ClassVar[str] = "room:leave"
    room: Id


class RoomMemberAdd(Command):
    """Adds someone to a room; answered by `{member: Member}`."""

    event: ClassVar[str] = "room:member:add"
    answer: ClassVar[dict[str, Any]] = {"member": Member}
    room: Id
    user: Id


class RoomMemberRemove(Command):
    """Removes someone from a room; answered by `{member: Member}`."""

    event: ClassVar[str] = "room:member:remove"
    answer: ClassVar[dict[str, Any]] = {"member": Member}
    room: Id
    user: Id


class RoomMembers(Command):
    """Asks who is in a room; answered by `{members: [Member]}`, active ones only."""

    event: ClassVar[str] = "room:members"
    answer: ClassVar[dict[str, Any]] = {"members": list[Member]}
    room: Id


class RoomBrowse(Command):
    """Asks for the public rooms; answered by `{rooms: [BrowsedRoom]}`."""

    event: ClassVar[str] = "room:browse"
    answer: ClassVar[dict[str, Any]] = {"rooms": list[BrowsedRoom]}


class DirectOpen(Command):
    """Opens the direct messages with someone, made when new; answered by `{mine: MyRoom}`."""

    event: ClassVar[str] = "direct:open"
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    user: Id


class PeopleList(Command):
    """Asks for everyone the asker may see; answered by `{people: [Person], presence: Presence}`."""

    event: ClassVar[str] = "people:list"
    answer: ClassVar[dict[str, Any]] = {"people": list[Person], "presence": Presence}


class ReadSet(Command):
    """Moves the read cursor (forward only, unless `unread`: then to before `seq`); answered by
    `{mine: MyRoom}`."""

    event: ClassVar[str] = "read:set"
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    room: Id
    seq: Seq
    unread: bool = False


class TypingStart(Command):
    """Says that the user types in a room; lapses after 6 s unless said again. Answered by `{}`."""

    event: ClassVar[str] = "typing:start"
    room: Id


class TypingStop(Command):
    """Says that the user stopped typing. Answered by `{}`."""

    event: ClassVar[str] = "typing:stop"
    room: Id


class PresenceSet(Command):
    """Says whether the person is at this client (`active`) or not (`away`). Answered by `{}`."""

    event: ClassVar[str] = "presence:set"
    state: Literal["active", "away"]


COMMANDS: tuple[type[Command], ...] = (
    Sync, RoomChangesAfter, RoomHistory, MessageSend, MessagePreview, MessageEdit, MessageDelete,
    RoomCreate, RoomUpdate, RoomJoin, RoomLeave, RoomMemberAdd, RoomMemberRemove, RoomMembers,
    RoomBrowse, DirectOpen, PeopleList, ReadSet, TypingStart, TypingStop, PresenceSet,
)  # fmt: skip
