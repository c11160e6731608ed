"""Commands that begin with a slash, and what people say of themselves."""

from typing import Any, ClassVar

from chat.events.base import Command, Id
from chat.events.commands.fields import ClientId, Flag, Line, Moment, Words
from chat.events.shapes import MessageShape, Person, SlashShape
from chat.scopes import Scope, Scopes


class CommandList(Command):
    """Asks for the commands that one may give; answered by `{commands: [SlashShape]}`."""

    event: ClassVar[str] = "command:list"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"commands": list[SlashShape]}


class CommandRun(Command):
    """Gives a command, such as `/topic boats`, in a room; answered by a sentence for the one who
    asked (`said`) or the message that it sent. An unknown command is `invalid`, and nothing is
    sent."""

    event: ClassVar[str] = "command:run"
    # What a command does may be any of it.
    scopes: ClassVar[Scopes] = (Scope.WRITE, Scope.ROOMS, Scope.PROFILE)
    answer: ClassVar[dict[str, Any]] = {"said": str, "message": MessageShape | None}
    room: Id
    client_id: ClientId
    text: Words


class StatusSet(Command):
    """Says what one is at: an emoji (or its `:name:`), words or both, for so long; neither clears
    it. Answered by `{person: Person}`."""

    event: ClassVar[str] = "status:set"
    scopes: ClassVar[Scopes] = (Scope.PROFILE,)
    answer: ClassVar[dict[str, Any]] = {"person": Person}
    emoji: Line = ""
    text: Line = ""
    until: Moment | None = None


class AwaySet(Command):
    """Shows one as away on all one's devices, or no longer; answered by `{person: Person}`."""

    event: ClassVar[str] = "away:set"
    scopes: ClassVar[Scopes] = (Scope.PROFILE,)
    answer: ClassVar[dict[str, Any]] = {"person": Person}
    away: Flag


COMMANDS: tuple[type[Command], ...] = (
    CommandList,
    CommandRun,
    StatusSet,
    AwaySet,
)
