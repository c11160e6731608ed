"""Who is connected: online, away or offline, over all of someone's tabs and devices."""

from chat.presence.keeper import Keeper
from chat.presence.table import everyone as connected
from chat.presence.table import presence, state_of

__all__ = ["Keeper", "connected", "presence", "state_of"]
