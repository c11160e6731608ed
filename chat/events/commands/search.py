"""Search."""

from typing import Any, ClassVar

from pydantic import Field

from chat.events.base import Command, Seq
from chat.events.commands.fields import Words
from chat.events.shapes import SearchPage
from chat.scopes import Scope, Scopes


class Search(Command):
    """Asks for messages by words, "phrases", -not, and filters: `from:`, `in:`, `before:`,
    `after:`, `on:`, `has:file|image|link|pin|poll`, `is:thread|saved`. `before` is the `next` of
    the page before this one. Answered by `{page: SearchPage}`."""

    event: ClassVar[str] = "search"
    answer: ClassVar[dict[str, Any]] = {"page": SearchPage}
    scopes: ClassVar[Scopes] = (Scope.READ,)
    query: Words
    before: Seq | None = None
    limit: int | None = Field(default=None, ge=1, le=1_000)


COMMANDS: tuple[type[Command], ...] = (Search,)
