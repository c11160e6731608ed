"""Who is connected: online, away or offline, over all of someone's tabs and devices."""

from chat.presence.keeper import Keeper
from chat.presence.people import People, asked_people, people_and_presence, people_from
from chat.presence.table import everyone as connected
from chat.presence.table import state_of

__all__ = [
    "Keeper",
    "People",
    "asked_people",
    "connected",
    "people_and_presence",
    "people_from",
    "state_of",
]
