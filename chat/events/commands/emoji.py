"""The organisation's own emoji. One is added over HTTP: `POST /api/emoji`."""

from typing import Any, ClassVar

from chat.events.base import Command, Id
from chat.events.shapes import EmojiShape
from chat.scopes import Scope, Scopes


class EmojiList(Command):
    """Asks for the organisation's own emoji; answered by `{emoji, may_add}`. Ask again after each
    connect: `emoji:changed` has no number."""

    event: ClassVar[str] = "emoji:list"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"emoji": list[EmojiShape], "may_add": bool}


class EmojiWithdraw(Command):
    """Takes one away, as an admin or whoever made it; answered by `{emoji: EmojiShape}`."""

    event: ClassVar[str] = "emoji:withdraw"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"emoji": EmojiShape}
    emoji: Id


COMMANDS: tuple[type[Command], ...] = (EmojiList, EmojiWithdraw)
