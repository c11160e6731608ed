"""Link previews."""

from typing import Any, ClassVar

from chat.events.base import Command, Id
from chat.events.shapes import MessageShape
from chat.scopes import Scope, Scopes


class PreviewRemove(Command):
    """Takes a link's preview from a message, for everyone and for good: its author or an admin;
    answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "preview:remove"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id
    preview: Id


COMMANDS: tuple[type[Command], ...] = (PreviewRemove,)
