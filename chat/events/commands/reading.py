"""Who has read what."""

from typing import Any, ClassVar

from chat.events.base import Command, Id
from chat.events.commands.fields import Flag
from chat.events.shapes import Readers, SeenBy
from chat.scopes import Scope, Scopes


class MessageSeen(Command):
    """Asks who has read a message of a room that one is in; answered by `{seen: SeenBy}`. Refused
    where the organisation has that switched off, and to who does not tell of their own reading."""

    event: ClassVar[str] = "message:seen"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"seen": SeenBy}
    room: Id
    message: Id


class RoomReaders(Command):
    """Asks how far the others have read in a small room that one is in; answered by
    `{readers: Readers}`. From then on `room:read` tells."""

    event: ClassVar[str] = "room:readers"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"readers": Readers}
    room: Id


class ReadingTell(Command):
    """Says whether others are told what one has read, and one what they have; answered by
    `{tells: bool}`."""

    event: ClassVar[str] = "reading:tell"
    scopes: ClassVar[Scopes] = (Scope.PROFILE,)
    answer: ClassVar[dict[str, Any]] = {"tells": bool}
    tells: Flag


COMMANDS: tuple[type[Command], ...] = (MessageSeen, RoomReaders, ReadingTell)
