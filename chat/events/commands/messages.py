"""Messages."""

from typing import Any, ClassVar

from pydantic import Field

from chat.events.base import Command, FileId, Id, Seq
from chat.events.commands.fields import ClientId, Flag, Words
from chat.events.shapes import MessageShape, Wording
from chat.scopes import Scope, Scopes


class MessageSend(Command):
    """Sends a message; answered by `{message: MessageShape}` once it is stored. The same
    `client_id` again gives the same answer; with another text, place or other files, `conflict`.

    `draft` is the number (`me_seq`) of the draft that it was, 0 for one that was never saved: it
    goes with the send, unless it was changed since.
    """

    event: ClassVar[str] = "message:send"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    client_id: ClientId
    text: Words
    draft: Seq | None = None
    thread: Id | None = Field(default=None, description="the message to reply to in a thread")
    also_in_room: Flag = Field(default=False, description="a reply: show it in the room too")
    files: list[FileId] = Field(
        default=[],
        max_length=100,
        description="one's own uploads, not sent before; then `text` may be empty",
    )


class MessageForward(Command):
    """Sends a message that the asker may read to another room, quoted under a comment; answered by
    `{message: MessageShape}`, the new one."""

    event: ClassVar[str] = "message:forward"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id
    to: Id
    client_id: ClientId
    comment: Words = ""


class MessagePreview(Command):
    """Shows what a text would look like as a message; answered by `{html}`. Nothing is stored."""

    event: ClassVar[str] = "message:preview"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"html": str}
    text: Words


class MessageEdit(Command):
    """Changes one's own message; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "message:edit"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id
    text: Words


class MessageVersions(Command):
    """Asks what a message has said before it was edited; answered by `{versions: [Wording]}`, the
    oldest first and the one of now last."""

    event: ClassVar[str] = "message:versions"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"versions": list[Wording]}
    room: Id
    message: Id


class MessageUndo(Command):
    """Takes back one's own message that was just sent, so that it leaves no tombstone; answered by
    `{message: MessageShape}`. Some seconds later, or once somebody has replied, `conflict`."""

    event: ClassVar[str] = "message:undo"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id


class MessageDelete(Command):
    """Deletes one's own message, leaving a tombstone; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "message:delete"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    room: Id
    message: Id


COMMANDS: tuple[type[Command], ...] = (
    MessageSend,
    MessageForward,
    MessagePreview,
    MessageEdit,
    MessageVersions,
    MessageUndo,
    MessageDelete,
)
