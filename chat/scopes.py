"""What an access token may do: its scopes. A browser's log-in may do all that its user may.

A scope gives no right that the user has not: it leaves some of them out.
"""

from collections.abc import Collection
from enum import StrEnum


class Scope(StrEnum):
    """One of the things that a token may be made for."""

    READ = "read"
    WRITE = "write"
    ROOMS = "rooms"
    PROFILE = "profile"
    ADMIN = "admin"


# What one needs for an operation or a command: all of these. None at all is not declared yet, and
# no token has it.
Scopes = tuple[Scope, ...]
EVERY: Scopes = tuple(Scope)

WORDS: dict[Scope, str] = {
    Scope.READ: "Read: rooms, messages, files and people that you can see, and what happens, live",
    Scope.WRITE: "Write: messages, reactions, polls, drafts, files, what is read and what is saved",
    Scope.ROOMS: "Rooms: make, change, join and leave them, add and remove members",
    Scope.PROFILE: "Profile: your status, your presence, your picture",
    Scope.ADMIN: "Administration: what only owners and admins may do",
}


def as_text(scopes: Collection[str]) -> str:
    """As they are stored, and as OAuth writes them: names with spaces between, in one order."""
    return " ".join(scope for scope in Scope if scope in scopes)


def as_scopes(text: str) -> Scopes:
    """What is stored, read again; a name that is none any more is left out."""
    names = set(text.split())
    return tuple(scope for scope in Scope if scope in names)
