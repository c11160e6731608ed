"""People, what is the user's own, and what is not kept."""

from typing import Any, ClassVar, Literal

from chat.events.base import Command, Id, Seq
from chat.events.commands.fields import Flag
from chat.events.shapes import GroupShape, MyRoom, Person, Presence
from chat.scopes import Scope, Scopes


class PeopleList(Command):
    """Asks for everyone the asker may see; answered by `{people: [Person], presence: Presence}`."""

    event: ClassVar[str] = "people:list"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"people": list[Person], "presence": Presence}


class GroupList(Command):
    """Asks for the groups that `@handle` mentions, none for guests; answered by `{groups}`. Ask on
    every connect: `group:changed` has no number."""

    event: ClassVar[str] = "group:list"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"groups": list[GroupShape]}


class ReadSet(Command):
    """Moves the read cursor (forward only, unless `unread`: then to before `seq`); answered by
    `{mine: MyRoom}`."""

    event: ClassVar[str] = "read:set"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    room: Id
    seq: Seq
    unread: Flag = False


class ReadAll(Command):
    """Reads all there is: moves the cursor of every room with something unread to its head;
    answered by `{rooms: [MyRoom]}`, those rooms."""

    event: ClassVar[str] = "read:all"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"rooms": list[MyRoom]}


class TypingStart(Command):
    """Says that the user types in a room; lapses after 6 s unless said again. Answered by `{}`."""

    event: ClassVar[str] = "typing:start"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    room: Id


class TypingStop(Command):
    """Says that the user stopped typing. Answered by `{}`."""

    event: ClassVar[str] = "typing:stop"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    room: Id


class PresenceSet(Command):
    """Says whether the person is at this client (`active`) or not (`away`). Answered by `{}`."""

    event: ClassVar[str] = "presence:set"
    scopes: ClassVar[Scopes] = (Scope.PROFILE,)
    state: Literal["active", "away"]


COMMANDS: tuple[type[Command], ...] = (
    PeopleList,
    GroupList,
    ReadSet,
    ReadAll,
    TypingStart,
    TypingStop,
    PresenceSet,
)
