"""The commands of the chat, by what they are about; each a line or two over an action or a query.

Each room of this package is a `Namespace` with its handlers; `ChatNamespace` is all of them.
"""

from chat.sockets.commands.catching_up import CatchingUp
from chat.sockets.commands.drafts import DraftCommands
from chat.sockets.commands.emoji import EmojiCommands
from chat.sockets.commands.files import FileCommands
from chat.sockets.commands.inbox import InboxCommands
from chat.sockets.commands.messages import MessageCommands
from chat.sockets.commands.people import PeopleCommands
from chat.sockets.commands.pins import PinCommands
from chat.sockets.commands.polls import PollCommands
from chat.sockets.commands.previews import PreviewCommands
from chat.sockets.commands.reactions import ReactionCommands
from chat.sockets.commands.reading import ReadingCommands
from chat.sockets.commands.rooms import RoomCommands
from chat.sockets.commands.saved import SavedCommands
from chat.sockets.commands.scheduling import SchedulingCommands
from chat.sockets.commands.search import SearchCommands
from chat.sockets.commands.sections import SectionCommands
from chat.sockets.commands.slash import SlashCommands
from chat.sockets.commands.threads import ThreadCommands

__all__ = [
    "CatchingUp",
    "DraftCommands",
    "EmojiCommands",
    "FileCommands",
    "InboxCommands",
    "MessageCommands",
    "PeopleCommands",
    "PinCommands",
    "PollCommands",
    "PreviewCommands",
    "ReactionCommands",
    "ReadingCommands",
    "RoomCommands",
    "SavedCommands",
    "SchedulingCommands",
    "SearchCommands",
    "SectionCommands",
    "SlashCommands",
    "ThreadCommands",
]
