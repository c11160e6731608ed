"""What one command is."""

from collections.abc import Callable
from dataclasses import dataclass

from chat.events.shapes import MessageShape
from chat.models import User


@dataclass(frozen=True)
class Call:
    """Someone gave a command in a room that they are in: `words` is what came after its name.

    `client_id` is their client's name for the call; sending a message with it is safe to repeat.
    """

    user: User
    room_id: int
    client_id: str
    words: str


def anyone(user: User) -> bool:
    """For everyone."""
    return True


def no_guest(user: User) -> bool:
    """For everyone but guests."""
    return not user.is_guest


@dataclass(frozen=True)
class SlashCommand:
    """One row of the table.

    `usage` is how it is written and `help` what it does, both for people. `run` calls an action and
    gives a sentence for the one who asked, or the message that it sent; it raises `ChatError`.
    `who` says who may use it, and sees it.
    """

    name: str
    usage: str
    help: str
    run: Callable[[Call], str | MessageShape]
    who: Callable[[User], bool] = anyone
