"""The objects that commands and events carry, by what they are about."""

from chat.events.shapes.changes import (
    History,
    MyChanges,
    RoomChanges,
)
from chat.events.shapes.files import FilesPage, RoomFile
from chat.events.shapes.inbox import InboxCounts, InboxItem, InboxPage, InboxState
from chat.events.shapes.messages import (
    FileShape,
    MessageShape,
    PinShape,
    PollOptionShape,
    PollShape,
    PreviewPicture,
    PreviewShape,
    ReactionShape,
    ThreadSummary,
    Wording,
)
from chat.events.shapes.mine import (
    CommandOutcome,
    DraftShape,
    FollowedThread,
    MyThread,
    SavedEntry,
    SavedPage,
    SavedShape,
    ScheduledShape,
    SectionShape,
    SidebarShape,
    SlashShape,
)
from chat.events.shapes.organisation import MessageRules
from chat.events.shapes.people import (
    EmojiShape,
    GroupShape,
    Person,
    Presence,
    PresenceState,
    RoleName,
    Status,
)
from chat.events.shapes.reading import Reader, Readers, SeenBy
from chat.events.shapes.rooms import (
    BrowsedRoom,
    Member,
    MyRoom,
    RoomInfo,
)
from chat.events.shapes.search import (
    ExcerptPart,
    SearchHit,
    SearchLine,
    SearchPage,
)

__all__ = [
    "BrowsedRoom",
    "CommandOutcome",
    "DraftShape",
    "EmojiShape",
    "ExcerptPart",
    "FileShape",
    "FilesPage",
    "FollowedThread",
    "GroupShape",
    "History",
    "InboxCounts",
    "InboxItem",
    "InboxPage",
    "InboxState",
    "Member",
    "MessageRules",
    "MessageShape",
    "MyChanges",
    "MyRoom",
    "MyThread",
    "Person",
    "PinShape",
    "PollOptionShape",
    "PollShape",
    "Presence",
    "PresenceState",
    "PreviewPicture",
    "PreviewShape",
    "ReactionShape",
    "Reader",
    "Readers",
    "RoleName",
    "RoomChanges",
    "RoomFile",
    "RoomInfo",
    "SavedEntry",
    "SavedPage",
    "SavedShape",
    "ScheduledShape",
    "SearchHit",
    "SearchLine",
    "SearchPage",
    "SectionShape",
    "SeenBy",
    "SidebarShape",
    "SlashShape",
    "Status",
    "ThreadSummary",
    "Wording",
]
