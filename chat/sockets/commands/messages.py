"""Messages."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from channels_socketio import Socket
from channels_socketio import on as command
from chat.actions import forwarding, messages
from chat.actions.letters import Send
from chat.actions.sending import send_messages
from chat.answers import Answer, plain
from chat.events.commands import (
    MessageDelete,
    MessageEdit,
    MessageForward,
    MessagePreview,
    MessageSend,
    MessageUndo,
    MessageVersions,
)
from chat.execution import Batches, run_action
from chat.limits import limits
from chat.queries import versions as version_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask, visit
from chat.sockets.commands.typing import TypingCommands


class MessageCommands(TypingCommands):
    """Sends, shows, changes and deletes messages."""

    def __init__(self) -> None:
        super().__init__()
        most: int = settings.HEARTH["SEND_BATCH"]
        self._sends: Batches[Send, dict[str, Any]] = Batches(_send_together, most=most)

    @command(MessageSend)
    async def message_send(self, socket: Socket, data: MessageSend) -> Answer:
        """Answered once it is stored."""
        author = visit(socket).user
        limits().send.take(author.pk)
        send = Send(
            author=author, room_id=data.room, client_id=data.client_id, text=data.text,
            thread=data.thread, also_in_room=data.also_in_room, draft=data.draft, files=data.files,
        )  # fmt: skip
        if data.thread is None and not data.files:
            message = await self._sends.run(send)
        else:  # has a transaction of its own, for which nobody else need wait
            message = await run_action(_send_alone, send=send)
        await self.stop_typing(socket, data.room)
        return ok(message=message)

    @command(MessageForward)
    async def message_forward(self, socket: Socket, data: MessageForward) -> Answer:
        """To another room."""
        message = await act(
            socket, forwarding.forward_message, "author", limits().send,
            room_id=data.room, message_id=data.message, to=data.to, client_id=data.client_id,
            comment=data.comment,
        )  # fmt: skip
        return ok(message=message)

    @command(MessagePreview)
    async def message_preview(self, socket: Socket, data: MessagePreview) -> Answer:
        """As the room would see it."""
        return ok(html=await act(socket, messages.preview, "author", text=data.text))

    @command(MessageEdit)
    async def message_edit(self, socket: Socket, data: MessageEdit) -> Answer:
        """One's own."""
        message = await act(
            socket, messages.edit_message, "author",
            room_id=data.room, message_id=data.message, text=data.text,
        )  # fmt: skip
        return ok(message=message)

    @command(MessageUndo)
    async def message_undo(self, socket: Socket, data: MessageUndo) -> Answer:
        """One's own, at once."""
        message = await act(
            socket, messages.undo_message, "author", room_id=data.room, message_id=data.message
        )
        return ok(message=message)

    @command(MessageVersions)
    async def message_versions(self, socket: Socket, data: MessageVersions) -> Answer:
        """What it said before."""
        found = await ask(
            socket, version_queries.versions, room_id=data.room, message_id=data.message
        )
        return ok(versions=found)

    @command(MessageDelete)
    async def message_delete(self, socket: Socket, data: MessageDelete) -> Answer:
        """One's own, or, for an admin, anyone's."""
        message = await act(
            socket, messages.delete_message, "actor", room_id=data.room, message_id=data.message
        )
        return ok(message=message)


def _send_together(items: Sequence[Send]) -> Sequence[dict[str, Any] | Exception]:
    """The messages as plain JSON values: made in the thread that stored them."""
    outcomes: list[dict[str, Any] | Exception] = [plain(sent) for sent in send_messages(items)]
    return outcomes


def _send_alone(*, send: Send) -> dict[str, Any]:
    (outcome,) = _send_together([send])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
