"""The objects that commands and events carry."""

from typing import Literal

from pydantic import Field

from chat.events.base import Id, Seq, Shape, Timestamp

RoleName = Literal["owner", "admin", "member", "guest"]
PresenceState = Literal["online", "away", "offline"]


class Status(Shape):
    """What someone says they are at."""

    emoji: str
    text: str
    until: Timestamp | None = Field(description="null: until they say otherwise")


class Person(Shape):
    """Someone, as everyone who may see them sees them."""

    id: Id
    username: str
    display_name: str
    initials: str
    hue: int = Field(ge=0, le=23, description="the generated avatar's colour")
    role: RoleName
    is_active: bool
    time_zone: str
    status: Status | None = None
    away: bool = Field(default=False, description="they say so themselves; see also presence")


class ReactionShape(Shape):
    """One emoji under a message, and who set it, the first of them first."""

    emoji: str
    name: str = Field(description="what it is called, such as `thumbs up`")
    users: list[Id]


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


class GroupShape(Shape):
    """People whom one name mentions, where they are in the room; `active` false: it is gone."""

    id: Id
    handle: str
    name: str
    members: list[Id]
    active: bool = True


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
    mentions: list[Id] = Field(
        default=[], description="members whom it mentions by name, in a group or being online"
    )
    mentions_room: bool = Field(default=False, description="it mentions everyone in the room")


class Wording(Shape):
    """What a message said from some time on."""

    text: str
    at: Timestamp = Field(description="when it was written")


class RoomInfo(Shape):
    """A room's own facts, the same for everyone who may see it."""

    id: Id
    kind: Literal["public", "private", "direct"]
    name: str = Field(description="empty for direct messages: the client names the other person")
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
    people: list[Person] = Field(default=[], description="the two people of a direct room")
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

    room: RoomInfo
    active: bool
    me_seq: Seq = Field(description="its last change in the user's own sequence")
    read_seq: Seq = Field(description="the read cursor: the last room number seen")
    starred: bool = Field(default=False, description="at the top of their list")
    muted: bool = Field(default=False, description="counted nowhere but for mentions")
    unread: int = Field(description="messages of others after the read cursor, counted up to 1,000")
    mentions: list[Seq] = Field(
        default=[], description="the unread messages that mention the reader, the newest 100"
    )
    last_at: Timestamp | None = Field(default=None, description="when the last message was sent")


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


class RoomChanges(Shape):
    """A room's changes in `(after, upto]`. The client's head becomes `upto`.

    `limited`: too far behind; `messages` is then the newest page, `has_before` says whether there
    are older ones, and the client drops what it held of the room. `more`: ask again after `upto`.
    """

    room: Id
    after: Seq
    upto: Seq
    limited: bool = False
    more: bool = False
    has_before: bool = False
    info: RoomInfo | None = Field(default=None, description="set when the room's facts changed")
    messages: list[MessageShape] = []
    members: list[Member] = []


class SlashShape(Shape):
    """A command that begins with a slash."""

    name: str
    usage: str
    help: str


class CommandOutcome(Shape):
    """What became of a command: a sentence for the one who gave it, or the message it sent."""

    said: str = ""
    message: MessageShape | None = None


class MyChanges(Shape):
    """The user's own changes after a head: rooms joined and left, read cursors, drafts, threads,
    scheduled messages."""

    after: Seq
    upto: Seq
    limited: bool = False
    rooms: list[MyRoom] = []
    drafts: list[DraftShape] = []
    threads: list[MyThread] = []
    scheduled: list[ScheduledShape] = []
    saved: list[SavedShape] = []


class History(Shape):
    """A page of a room's timeline, oldest first, and the head it was read at."""

    room: Id
    messages: list[MessageShape]
    has_before: bool
    has_after: bool
    upto: Seq = Field(description="the room's head at the reading")


class Presence(Shape):
    """Who is not offline, of those whom the reader may see, and how many they are."""

    online: int
    states: dict[str, PresenceState] = Field(description="by user id; who is missing is offline")
