"""What is stored. Only `chat.actions` writes it."""

from chat.models.access import AccessToken, Invite
from chat.models.administration import AuditEntry
from chat.models.connections import Connection
from chat.models.emoji import CustomEmoji
from chat.models.files import Attachment, File
from chat.models.groups import UserGroup
from chat.models.inbox import InboxMark
from chat.models.mentions import Mention
from chat.models.messages import Message
from chat.models.organisation import Organisation
from chat.models.polls import Poll, PollVote
from chat.models.previews import LinkPreview, MessageLink
from chat.models.reactions import Reaction
from chat.models.rooms import Membership, Room
from chat.models.saved import Saved
from chat.models.search import SearchText
from chat.models.sidebar import Sidebar
from chat.models.threads import ThreadFollow
from chat.models.users import User
from chat.models.versions import MessageVersion
from chat.models.writing import Draft, Scheduled

__all__ = [
    "AccessToken",
    "Attachment",
    "AuditEntry",
    "Connection",
    "CustomEmoji",
    "Draft",
    "File",
    "InboxMark",
    "Invite",
    "LinkPreview",
    "Membership",
    "Mention",
    "Message",
    "MessageLink",
    "MessageVersion",
    "Organisation",
    "Poll",
    "PollVote",
    "Reaction",
    "Room",
    "Saved",
    "Scheduled",
    "SearchText",
    "Sidebar",
    "ThreadFollow",
    "User",
    "UserGroup",
]
