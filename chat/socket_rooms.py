"""What the rooms of the event layer are called. Sockets are put in them at connect.

`room:<id>`: the sockets of a room's members. `user:<id>`: a user's. `members`: every non-guest's.
`session:<digest>` and `token:<id>`: those let in by one log-in or one token.
"""

from hashlib import sha256

MEMBERS = "members"


def room_name(room_id: int) -> str:
    """Where a room's events go."""
    return f"room:{room_id}"


def user_name(user_id: int) -> str:
    """Where one user's own events go."""
    return f"user:{user_id}"


def session_name(session_key: str) -> str:
    """The sockets of one log-in; a digest, for the key itself is as good as a password."""
    return f"session:{sha256(session_key.encode()).hexdigest()[:32]}"


def token_name(token_id: int) -> str:
    """The sockets of one access token."""
    return f"token:{token_id}"
