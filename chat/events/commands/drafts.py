"""What one has begun to write."""

from typing import Any, ClassVar

from chat.events.base import Command, Id
from chat.events.commands.fields import Words
from chat.events.shapes import DraftShape
from chat.scopes import Scope, Scopes


class DraftSave(Command):
    """Keeps what one has begun to write in a room, or in the thread of its message `thread`, for
    all of one's devices; an empty text ends it. Of two saves the last holds. Answered by
    `{draft: DraftShape}`."""

    event: ClassVar[str] = "draft:save"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"draft": DraftShape}
    room: Id
    thread: Id | None = None
    text: Words


COMMANDS: tuple[type[Command], ...] = (DraftSave,)
