"""The inbox."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from chat.events.base import Command, Id
from chat.events.commands.fields import Flag
from chat.events.shapes import InboxCounts, InboxPage, InboxState
from chat.events.shapes.inbox import InboxKindName
from chat.scopes import Scope, Scopes

Before = Annotated[str, Field(max_length=100)]


class InboxList(Command):
    """Asks for a page of one's inbox, the latest first: one `kind` or all, what is `unread` or
    what is not (null: both). `before` is the `next` of the page one has. Answered by
    `{page: InboxPage}`."""

    event: ClassVar[str] = "inbox:list"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"page": InboxPage}
    kind: InboxKindName | None = None
    unread: Flag | None = None
    before: Before | None = None


class InboxCount(Command):
    """Asks how much waits in one's inbox; answered by `{counts: InboxCounts}`."""

    event: ClassVar[str] = "inbox:count"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"counts": InboxCounts}


class InboxMarkSet(Command):
    """Says that one is done with an item, or wants it back; answered by `{inbox: InboxState}`.
    What happens to it later is new again."""

    event: ClassVar[str] = "inbox:mark"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"inbox": InboxState}
    kind: InboxKindName
    item: Id
    done: Flag


class InboxRead(Command):
    """Says that one is done with all that is in one's inbox; answered by `{inbox: InboxState}`."""

    event: ClassVar[str] = "inbox:read"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"inbox": InboxState}


COMMANDS: tuple[type[Command], ...] = (InboxList, InboxCount, InboxMarkSet, InboxRead)
