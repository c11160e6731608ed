"""Rooms, and who is in them."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from chat.events.base import Command, Id
from chat.events.commands.fields import Flag, Line
from chat.events.shapes import BrowsedRoom, Member, MyRoom, RoomInfo
from chat.scopes import Scope, Scopes


class RoomCreate(Command):
    """Makes a room with the asker in it; answered by `{mine: MyRoom}`."""

    event: ClassVar[str] = "room:create"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    name: Line
    kind: Literal["public", "private"] = "public"
    topic: Line = ""
    members: Annotated[list[Id], Field(max_length=500)] = []


class RoomUpdate(Command):
    """Renames a room or sets its topic (what is null stays); answered by `{room: RoomInfo}`. A
    group of direct messages may be called "", by its people."""

    event: ClassVar[str] = "room:update"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"room": RoomInfo}
    room: Id
    name: Line | None = None
    topic: Line | None = None


class RoomRules(Command):
    """Says who begins messages in a room, and how often (what is null stays); answered by
    `{room: RoomInfo}`. By its hosts: admins and whoever made it."""

    event: ClassVar[str] = "room:rules"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"room": RoomInfo}
    room: Id
    posting: Literal["everyone", "hosts"] | None = None
    slow_seconds: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None


class RoomArchive(Command):
    """Archives a room, or brings it back; answered by `{room: RoomInfo}`. By its hosts."""

    event: ClassVar[str] = "room:archive"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"room": RoomInfo}
    room: Id
    archived: Flag


class RoomPrefs(Command):
    """Stars or mutes a room for the asker alone (what is null stays); answered by
    `{mine: MyRoom}`."""

    event: ClassVar[str] = "room:prefs"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    room: Id
    starred: Flag | None = None
    muted: Flag | None = None


class RoomJoin(Command):
    """Joins a public room; answered by `{mine: MyRoom}`."""

    event: ClassVar[str] = "room:join"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    room: Id


class RoomLeave(Command):
    """Leaves a room; answered by `{}`. #general and direct messages between two cannot be left."""

    event: ClassVar[str] = "room:leave"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    room: Id


class RoomMemberAdd(Command):
    """Adds someone to a room; answered by `{member: Member}`."""

    event: ClassVar[str] = "room:member:add"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"member": Member}
    room: Id
    user: Id


class RoomMemberRemove(Command):
    """Removes someone from a room; answered by `{member: Member}`."""

    event: ClassVar[str] = "room:member:remove"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"member": Member}
    room: Id
    user: Id


class RoomMembers(Command):
    """Asks who is in a room; answered by `{members: [Member]}`, active ones only."""

    event: ClassVar[str] = "room:members"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"members": list[Member]}
    room: Id


class RoomBrowse(Command):
    """Asks for the public rooms; answered by `{rooms: [BrowsedRoom]}`."""

    event: ClassVar[str] = "room:browse"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"rooms": list[BrowsedRoom]}


class DirectOpen(Command):
    """Opens the direct messages with someone, made when new; answered by `{mine: MyRoom}`."""

    event: ClassVar[str] = "direct:open"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    user: Id


class DirectGroup(Command):
    """Opens the direct messages with several people, made when new: the same people share the same
    ones. To add people, open those of all of them; what was said before stays between those who
    were there. Answered by `{mine: MyRoom}`."""

    event: ClassVar[str] = "direct:group"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    users: Annotated[list[Id], Field(min_length=1, max_length=100)]


COMMANDS: tuple[type[Command], ...] = (
    RoomCreate,
    RoomUpdate,
    RoomRules,
    RoomArchive,
    RoomPrefs,
    RoomJoin,
    RoomLeave,
    RoomMemberAdd,
    RoomMemberRemove,
    RoomMembers,
    RoomBrowse,
    DirectOpen,
    DirectGroup,
)
