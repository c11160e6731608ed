"""Rooms, and who is in them."""

from typing import ClassVar, Literal

from pydantic import Field

from chat.events.base import Id, Seq, Shape, Timestamp
from chat.events.shapes.people import Person


class RoomInfo(Shape):
    """A room's own facts, the same for everyone who may see it."""

    by_parts: ClassVar[bool] = True

    id: Id
    kind: Literal["public", "private", "direct"]
    group: bool = Field(default=False, description="direct messages between several people")
    name: str = Field(
        description="direct messages have none, and groups need none: the client names the others"
    )
    topic: str
    is_general: bool
    host: Id | None = Field(default=None, description="who made it, and hosts it beside the admins")
    posting: Literal["everyone", "hosts"] = Field(
        default="everyone", description="hosts: others react, and reply in threads"
    )
    slow_seconds: int = Field(default=0, description="between two messages of who is no host")
    archived: bool = Field(default=False, description="it is only read, until it is brought back")
    changed_seq: Seq = Field(description="the last change to these facts")
    last_seq: Seq = Field(description="the room's head when this was read")
    people: list[Person] = Field(default=[], description="who is in a direct room")
    member_count: int


class BrowsedRoom(Shape):
    """A public room as the asker finds it when browsing."""

    room: RoomInfo
    joined: bool


class Member(Shape):
    """Someone's place in a room; `active` false is the tombstone of one who left."""

    room: Id
    person: Person
    active: bool
    changed_seq: Seq


class MyRoom(Shape):
    """A room as one member has it; `active` false means that it is gone from their list."""

    by_parts: ClassVar[bool] = True

    room: RoomInfo
    active: bool
    me_seq: Seq = Field(description="its last change in the user's own sequence")
    read_seq: Seq = Field(description="the read cursor: the last room number seen")
    starred: bool = Field(default=False, description="at the top of their list")
    muted: bool = Field(default=False, description="counted nowhere but for mentions")
    section: str = Field(
        default="", description="of the sidebar, by its key; one that is gone counts as none"
    )
    unread: int = Field(description="messages of others after the read cursor, counted up to 1,000")
    mentions: list[Seq] = Field(
        default=[], description="the unread messages that mention the reader, the newest 100"
    )
    last_at: Timestamp | None = Field(default=None, description="when the last message was sent")
