"""The files of a room."""

from typing import Literal

from pydantic import Field

from chat.events.base import Id, Seq, Shape, Timestamp
from chat.events.shapes.messages import FileShape
from chat.events.shapes.people import Person

# What one looks for among them; `other` is what is none of the others.
FileFilter = Literal["picture", "video", "audio", "document", "other"]


class RoomFile(Shape):
    """A file where it stands in a room."""

    id: Id = Field(description="of its place: pages go by it")
    file: FileShape
    message: Id
    seq: Seq = Field(description="the message's place in the room")
    thread_root: Id | None = Field(description="where the message is a reply in a thread")
    author: Person | None = Field(description="who sent it; null when the account is gone")
    at: Timestamp


class FilesPage(Shape):
    """Files of a room, those sent last first."""

    files: list[RoomFile]
    more: bool = Field(description="whether older ones follow")
