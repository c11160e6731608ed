"""The inbox: what was said to someone, wherever it was said."""

from typing import Literal

from pydantic import Field

from chat.events.base import Id, Seq, Shape, Timestamp
from chat.events.shapes.messages import MessageShape

InboxKindName = Literal["mention", "thread", "reaction"]


class InboxItem(Shape):
    """A message that mentions one, the latest of a thread that one follows, or a message of one's
    own to which others have reacted. `item` names it, together with `kind`."""

    kind: InboxKindName
    item: Id = Field(description="the mention, the thread's first message, or one's own message")
    at: Timestamp = Field(description="when the latest of it happened")
    unread: bool
    message: MessageShape = Field(description="what to show: of a thread, the latest reply")
    root: MessageShape | None = Field(default=None, description="of a thread, its first message")
    count: int = Field(default=0, description="of a thread, the unread replies, up to 1,000")
    by: Id | None = Field(default=None, description="who reacted last")
    emoji: str = Field(default="", description="with what")


class InboxPage(Shape):
    """A page of the inbox, the latest first. Ask again with `before` = `next` while it is set."""

    items: list[InboxItem]
    next: str | None


class InboxCounts(Shape):
    """How much of each kind waits, counted up to 100."""

    mention: int
    thread: int
    reaction: int


class InboxState(Shape):
    """That one has said something of one's inbox: what was read of it from it is out of date."""

    read_at: Timestamp | None = Field(description="what happened up to then is read")
    me_seq: Seq = Field(description="its last change in the user's own sequence")
