"""Pins."""

from typing import Any, ClassVar

from chat.events.base import Command, Id
from chat.events.shapes import MessageShape
from chat.scopes import Scope, Scopes


class MessagePin(Command):
    """Pins a message to its room, which says so; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "message:pin"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id


class MessageUnpin(Command):
    """Takes a pin away; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "message:unpin"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id


class RoomPins(Command):
    """Asks for a room's pinned messages, the last pinned first; answered by
    `{messages: [MessageShape]}`."""

    event: ClassVar[str] = "room:pins"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"messages": list[MessageShape]}
    room: Id


COMMANDS: tuple[type[Command], ...] = (MessagePin, MessageUnpin, RoomPins)
