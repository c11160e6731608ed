"""Reactions."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from chat.events.base import Command, Id
from chat.events.shapes import MessageShape
from chat.scopes import Scope, Scopes

# Longer than any emoji or name of one; what it is, the action says.
Emoji = Annotated[str, Field(min_length=1, max_length=64)]


class ReactionAdd(Command):
    """Sets one's reaction under a message: an emoji or the `:name:` of one. Answered by
    `{message: MessageShape}`; the same again changes nothing."""

    event: ClassVar[str] = "reaction:add"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id
    emoji: Emoji


class ReactionRemove(Command):
    """Takes one's reaction back; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "reaction:remove"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id
    emoji: Emoji


COMMANDS: tuple[type[Command], ...] = (ReactionAdd, ReactionRemove)
