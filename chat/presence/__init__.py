"""Who is connected: online, away or offline, over all of someone's tabs and devices."""

from chat.presence.keeper import Keeper
from chat.presence.people import People, people_and_presence
from chat.presence.table import everyone as connected
from chat.presence.table import state_of

__all__ = ["Keeper", "People", "connected", "people_and_presence", "state_of"]
