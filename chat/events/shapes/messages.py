"""Messages, and what hangs on them."""

from typing import Literal

from pydantic import Field

from chat.events.base import FileId, Id, Seq, Shape, Timestamp
from chat.events.shapes.people import Person


class ReactionShape(Shape):
    """One emoji under a message, and who set it, the first of them first."""

    emoji: str
    name: str = Field(description="what it is called, such as `thumbs up`")
    users: list[Id]
    picture: str | None = Field(default=None, description="of one of the organisation's own")


class ThreadSummary(Shape):
    """What hangs on a message that has replies in a thread."""

    replies: int
    last_at: Timestamp = Field(description="when the last reply was written")
    people: list[Id] = Field(description="who replied, the latest first, a few")


class PinShape(Shape):
    """Who pinned a message to its room, and when."""

    by: Id | None = Field(description="null when the account is gone")
    at: Timestamp


class PollOptionShape(Shape):
    """One answer of a poll."""

    text: str
    votes: int
    users: list[Id] = Field(description="who votes for it, unless the poll names nobody")


class PollShape(Shape):
    """What a message asks: the question is its text."""

    options: list[PollOptionShape]
    multiple: bool = Field(description="whether one may choose several")
    anonymous: bool
    named: bool = Field(description="false: `users` are empty; ask `poll:mine` for one's own votes")
    closes_at: Timestamp | None = Field(description="from when on no votes are taken")
    voters: int


class FileShape(Shape):
    """A file in a message. Its addresses ask each time whether whoever comes may have it."""

    id: FileId
    name: str = Field(description="as its owner called it")
    type: str = Field(description="its media type, decided by its content")
    kind: Literal["picture", "video", "audio", "document", "other"]
    size: int = Field(description="bytes")
    width: int | None = Field(default=None, description="pixels, of a picture")
    height: int | None = None
    alt: str = Field(default="", description="what it shows, in words, for who cannot see it")
    url: str
    thumbnail: str | None = Field(default=None, description="a small picture of it")


class PreviewPicture(Shape):
    """A picture of an address, kept and served by Hearth itself."""

    url: str
    width: int
    height: int
    alt: str


class PreviewShape(Shape):
    """What is said of an address in a message, by itself: words, never markup."""

    id: Id
    url: str
    kind: Literal["page", "picture"]
    site: str
    title: str
    description: str
    picture: PreviewPicture | None


class MessageShape(Shape):
    """One entry of a room's timeline: a message, its tombstone (`deleted`), or a notice."""

    id: Id
    room: Id
    seq: Seq = Field(description="its place in the room; never changes")
    changed_seq: Seq = Field(description="its last change, in the room's sequence")
    kind: Literal["text", "notice"]
    author: Person | None = Field(description="null when the account is gone")
    subject: Person | None = Field(default=None, description="whom a notice is about")
    notice: str = Field(
        default="", description="joined, left, added, removed, renamed, topic, created, pinned"
    )
    client_id: str | None = Field(description="the author's own name for it")
    text: str = Field(description="as written; empty when deleted")
    action: bool = Field(default=False, description="`/me waves`: `html` says what its author does")
    html: str = Field(description="rendered and sanitised; empty when deleted")
    created_at: Timestamp
    edited_at: Timestamp | None = None
    deleted: bool = False
    reactions: list[ReactionShape] = []
    thread_root: Id | None = Field(
        default=None, description="the message to which this is a reply in a thread"
    )
    in_room: bool = Field(
        default=True,
        description="whether it stands in the room's timeline; a reply does not, unless it was "
        "sent to the room too",
    )
    thread: ThreadSummary | None = Field(default=None, description="null without replies")
    withdrawn: bool = Field(
        default=False,
        description="its author took it back at once: deleted, and to be shown nowhere",
    )
    pin: PinShape | None = None
    poll: PollShape | None = None
    files: list[FileShape] = []
    previews: list[PreviewShape] = Field(
        default=[], description="of its links, once they were fetched"
    )
    mentions: list[Id] = Field(
        default=[], description="members whom it mentions by name, in a group or being online"
    )
    mentions_room: bool = Field(default=False, description="it mentions everyone in the room")


class Wording(Shape):
    """What a message said from some time on."""

    text: str
    at: Timestamp = Field(description="when it was written")
