"""What is known of an admitted socket, kept in its `data`."""

from dataclasses import dataclass, field

from channels_socketio import Socket
from chat.models import User
from chat.queries.logins import Login

_KEY = "visit"


@dataclass
class Visit:
    """By which log-in a socket came, and the user as last read.

    `version` is the `access_version` up to which the socket's rooms are right: it was read before
    them. `typing` holds the rooms in which the user types, and until when.
    """

    login: Login
    version: int
    typing: dict[int, float] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Who it is."""
        return self.login.user

    def keep_in(self, socket: Socket) -> None:
        """Remember this in the socket, and show its user there."""
        socket.data[_KEY] = self
        socket.scope["user"] = self.user


def visit_of(socket: Socket) -> Visit | None:
    """The socket's visit; None while it is still being let in."""
    found: Visit | None = socket.data.get(_KEY)
    return found
