"""What is to be sent: made ready before the lock under which a whole room waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from chat.actions import attaching, mentions
from chat.actions.attaching import Told
from chat.actions.words import clean_text
from chat.errors import ChatError, Conflict
from chat.models import Message, User
from chat.rendering import outgoing


@dataclass(frozen=True, kw_only=True)
class Send:
    """What someone sends; its fields are those of `messages.send_message`."""

    author: User
    room_id: int
    client_id: str
    text: str
    thread: int | None = None
    also_in_room: bool = False
    draft: int | None = None
    files: Sequence[str] = ()
    forwarded: Message | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What it is known by: sent again it is the same."""
        return self.author.pk, self.client_id


@dataclass(frozen=True)
class Letter:
    """A message that is ready to be stored: rendered before the lock, under which the whole room
    waits."""

    send: Send
    told: Told
    written: mentions.Written

    @property
    def is_plain(self) -> bool:
        """Whether it locks nothing but its room and its author, and so shares a transaction. One
        with links or in a thread locks what others have a part in: with several of them the locks
        would be taken in no one order."""
        send = self.send
        rare = send.thread is not None or send.files or send.forwarded is not None
        return not rare and not outgoing(self.written.html, most=1)

    def require_same(self, row: Message) -> None:
        """Raises `Conflict` unless `row`, which has the same `client_id`, is this message."""
        mine = (self.send.room_id, self.send.thread, self.told.digest)
        if (row.room_id, row.thread_root_id, row.body_digest) != mine:
            raise Conflict("That client_id was already used for another message.")


def letter_of(send: Send) -> Letter | ChatError:
    """It made ready, or why it cannot be."""
    try:
        attaching.require_few(send.files)
        body = clean_text(send.text, may_be_empty=bool(send.files))
        written = mentions.written(author=send.author, text=body, room_id=send.room_id)
    except ChatError as error:
        return error
    return Letter(send, Told(body, send.files, send.forwarded), written)


def shares(letters: Iterable[Letter]) -> Iterable[list[Letter]]:
    """The letters in their order, divided by transactions."""
    for plain, some in groupby(letters, key=lambda letter: letter.is_plain):
        if plain:
            yield list(some)
        else:
            yield from ([letter] for letter in some)
