"""Polls."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from chat.events.base import Command, Id
from chat.events.commands.fields import ClientId, Flag, Line, Words
from chat.events.shapes import MessageShape
from chat.scopes import Scope, Scopes

Options = Annotated[list[Line], Field(max_length=50)]
Places = Annotated[list[Annotated[int, Field(ge=0, le=100, strict=True)]], Field(max_length=50)]
Seconds = Annotated[int, Field(ge=1, le=10**9, strict=True)]


class PollCreate(Command):
    """Sends a message that asks something, with 2 to 10 options; answered by
    `{message: MessageShape}` once it is stored. `closes_in` is in seconds. The same `client_id`
    again gives the same answer; with another poll, `conflict`."""

    event: ClassVar[str] = "poll:create"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    client_id: ClientId
    question: Words
    options: Options
    multiple: Flag = False
    anonymous: Flag = False
    closes_in: Seconds | None = None


class PollVoteSet(Command):
    """Votes for these options, by their places from 0, and for no others; none takes the vote back.
    Answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "poll:vote"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id
    options: Places


class PollMine(Command):
    """Asks what one votes for in a poll that names nobody; answered by `{options: [place]}`."""

    event: ClassVar[str] = "poll:mine"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"options": list[int]}
    room: Id
    message: Id


class PollClose(Command):
    """Takes no more votes in one's own poll; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "poll:close"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id


COMMANDS: tuple[type[Command], ...] = (PollCreate, PollVoteSet, PollMine, PollClose)
