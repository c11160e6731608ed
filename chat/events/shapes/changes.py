"""What a client lacks, and pages of a timeline."""

from typing import ClassVar

from pydantic import Field

from chat.events.base import Id, Seq, Shape
from chat.events.shapes.inbox import InboxState
from chat.events.shapes.messages import MessageShape
from chat.events.shapes.mine import (
    DraftShape,
    MyThread,
    SavedShape,
    ScheduledShape,
    SidebarShape,
)
from chat.events.shapes.rooms import Member, MyRoom, RoomInfo


class RoomChanges(Shape):
    """A room's changes in `(after, upto]`. The client's head becomes `upto`.

    `limited`: too far behind; `messages` is then the newest page, `has_before` says whether there
    are older ones, and the client drops what it held of the room. `more`: ask again after `upto`.
    """

    by_parts: ClassVar[bool] = True

    room: Id
    after: Seq
    upto: Seq
    limited: bool = False
    more: bool = False
    has_before: bool = False
    info: RoomInfo | None = Field(default=None, description="set when the room's facts changed")
    messages: list[MessageShape] = []
    members: list[Member] = []


class MyChanges(Shape):
    """The user's own changes after a head: rooms joined and left, read cursors, drafts, threads,
    scheduled messages."""

    by_parts: ClassVar[bool] = True

    after: Seq
    upto: Seq
    limited: bool = False
    rooms: list[MyRoom] = []
    drafts: list[DraftShape] = []
    threads: list[MyThread] = []
    scheduled: list[ScheduledShape] = []
    saved: list[SavedShape] = []
    inbox: list[InboxState] = []
    sidebars: list[SidebarShape] = Field(default=[], description="one at most")


class History(Shape):
    """A page of a room's timeline, oldest first, and the head it was read at."""

    by_parts: ClassVar[bool] = True

    room: Id
    messages: list[MessageShape]
    has_before: bool
    has_after: bool
    at: Seq | None = Field(
        default=None, description="the first entry at or after the time that was asked for"
    )
    upto: Seq = Field(description="the room's head at the reading")
