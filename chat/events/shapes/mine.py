"""What is one user's own, and what commands tell them."""

from typing import Literal

from pydantic import Field

from chat.events.base import Id, Seq, Shape, Timestamp
from chat.events.shapes.messages import MessageShape


class DraftShape(Shape):
    """What one has begun to write in a room or one of its threads; an empty `text` is the
    tombstone of one that was sent or emptied."""

    room: Id
    thread: Id | None = Field(description="the thread's first message; null for the room itself")
    text: str
    saved_at: Timestamp
    me_seq: Seq = Field(description="its last change in the user's own sequence")


class MyThread(Shape):
    """A thread as someone has it who follows it; `following` false says that they no longer do."""

    root: Id = Field(description="the thread's first message")
    room: Id
    me_seq: Seq = Field(description="its last change in the user's own sequence")
    following: bool
    read_seq: Seq = Field(description="how far they have read: a number of the room's")
    unread: int = Field(description="replies of others after it, counted up to 1,000")
    upto: Seq = Field(description="the room's head when they were counted")


class FollowedThread(Shape):
    """A thread in the list of those that the asker follows."""

    mine: MyThread
    root: MessageShape
    latest: MessageShape | None = Field(description="the last reply that was not deleted")


class ScheduledShape(Shape):
    """A message of one's own that waits for its time (`waiting`) or could not be sent (`failed`,
    with the `reason`); `sent` and `cancelled` are tombstones, without their text."""

    id: Id
    room: Id
    text: str
    at: Timestamp
    state: Literal["waiting", "failed", "sent", "cancelled"]
    reason: str = ""
    me_seq: Seq = Field(description="its last change in the user's own sequence")


class SavedShape(Shape):
    """A message on one's own list. `reminded_at` is set once its reminder has come, until one has
    said what becomes of it. `removed` is a tombstone."""

    id: Id
    message: Id
    room: Id
    seq: Seq = Field(description="the message's place in its room")
    state: Literal["open", "done", "removed"]
    note: str
    remind_at: Timestamp | None
    reminded_at: Timestamp | None
    me_seq: Seq = Field(description="its last change in the user's own sequence")


class SavedEntry(Shape):
    """A saved message with what it says; null when one cannot see it any more."""

    saved: SavedShape
    message: MessageShape | None


class SavedPage(Shape):
    """A page of one's saved messages. `more`: ask again before the last."""

    entries: list[SavedEntry]
    more: bool


class SlashShape(Shape):
    """A command that begins with a slash."""

    name: str
    usage: str
    help: str


class CommandOutcome(Shape):
    """What became of a command: a sentence for the one who gave it, or the message it sent."""

    said: str = ""
    message: MessageShape | None = None


class SectionShape(Shape):
    """A section of one's sidebar. `starred`, `rooms` and `direct` are always there, and without a
    name; one's own have other keys."""

    key: str
    name: str = ""
    sort: Literal["name", "latest", "unread"]
    folded: bool = False


class SidebarShape(Shape):
    """One's sidebar: its sections, in their order. A room is in the section it was put in
    (`MyRoom.section`), else where its kind belongs; one that is starred is in `starred`."""

    sections: list[SectionShape]
    me_seq: Seq = Field(description="its last change in the user's own sequence")
