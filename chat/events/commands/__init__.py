"""What a client may ask for. Each is answered by an acknowledgement."""

from chat.events.base import Command
from chat.events.commands import (
    catching_up,
    drafts,
    emoji,
    messages,
    people,
    pins,
    polls,
    reactions,
    rooms,
    saved,
    scheduling,
    slash,
    threads,
)
from chat.events.commands.catching_up import RoomChangesAfter, RoomHistory, Sync
from chat.events.commands.drafts import DraftSave
from chat.events.commands.emoji import EmojiList, EmojiWithdraw
from chat.events.commands.messages import (
    MessageDelete,
    MessageEdit,
    MessageForward,
    MessagePreview,
    MessageSend,
    MessageUndo,
    MessageVersions,
)
from chat.events.commands.people import (
    GroupList,
    PeopleList,
    PresenceSet,
    ReadAll,
    ReadSet,
    TypingStart,
    TypingStop,
)
from chat.events.commands.pins import MessagePin, MessageUnpin, RoomPins
from chat.events.commands.polls import PollClose, PollCreate, PollMine, PollVoteSet
from chat.events.commands.reactions import ReactionAdd, ReactionRemove
from chat.events.commands.rooms import (
    DirectGroup,
    DirectOpen,
    RoomArchive,
    RoomBrowse,
    RoomCreate,
    RoomJoin,
    RoomLeave,
    RoomMemberAdd,
    RoomMemberRemove,
    RoomMembers,
    RoomPrefs,
    RoomRules,
    RoomUpdate,
)
from chat.events.commands.saved import MessageSave, SavedList, SavedRemove, SavedUpdate
from chat.events.commands.scheduling import (
    MessageSchedule,
    ScheduledCancel,
    ScheduledSend,
    ScheduledUpdate,
)
from chat.events.commands.slash import AwaySet, CommandList, CommandRun, StatusSet
from chat.events.commands.threads import ThreadFollow, ThreadHistory, ThreadList, ThreadRead

__all__ = [
    "COMMANDS",
    "AwaySet",
    "CommandList",
    "CommandRun",
    "DirectGroup",
    "DirectOpen",
    "DraftSave",
    "EmojiList",
    "EmojiWithdraw",
    "GroupList",
    "MessageDelete",
    "MessageEdit",
    "MessageForward",
    "MessagePin",
    "MessagePreview",
    "MessageSave",
    "MessageSchedule",
    "MessageSend",
    "MessageUndo",
    "MessageUnpin",
    "MessageVersions",
    "PeopleList",
    "PollClose",
    "PollCreate",
    "PollMine",
    "PollVoteSet",
    "PresenceSet",
    "ReactionAdd",
    "ReactionRemove",
    "ReadAll",
    "ReadSet",
    "RoomArchive",
    "RoomBrowse",
    "RoomChangesAfter",
    "RoomCreate",
    "RoomHistory",
    "RoomJoin",
    "RoomLeave",
    "RoomMemberAdd",
    "RoomMemberRemove",
    "RoomMembers",
    "RoomPins",
    "RoomPrefs",
    "RoomRules",
    "RoomUpdate",
    "SavedList",
    "SavedRemove",
    "SavedUpdate",
    "ScheduledCancel",
    "ScheduledSend",
    "ScheduledUpdate",
    "StatusSet",
    "Sync",
    "ThreadFollow",
    "ThreadHistory",
    "ThreadList",
    "ThreadRead",
    "TypingStart",
    "TypingStop",
]

COMMANDS: tuple[type[Command], ...] = (
    *catching_up.COMMANDS,
    *messages.COMMANDS,
    *reactions.COMMANDS,
    *drafts.COMMANDS,
    *pins.COMMANDS,
    *scheduling.COMMANDS,
    *polls.COMMANDS,
    *slash.COMMANDS,
    *rooms.COMMANDS,
    *saved.COMMANDS,
    *people.COMMANDS,
    *emoji.COMMANDS,
    *threads.COMMANDS,
)
