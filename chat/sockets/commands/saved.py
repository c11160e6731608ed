"""Saved messages."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import saved
from chat.answers import Answer
from chat.events.commands import MessageSave, SavedList, SavedRemove, SavedUpdate
from chat.queries import saved as saved_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class SavedCommands(Namespace):
    """What one has put aside."""

    @command(MessageSave)
    async def message_save(self, socket: Socket, data: MessageSave) -> Answer:
        """Any that one can see."""
        kept = await act(
            socket, saved.save_message, "user", room_id=data.room, message_id=data.message
        )
        return ok(saved=kept)

    @command(SavedUpdate)
    async def saved_update(self, socket: Socket, data: SavedUpdate) -> Answer:
        """Its note, its reminder, whether it is done."""
        kept = await act(
            socket, saved.update_saved, "user",
            saved_id=data.saved, note=data.note, done=data.done,
            remind_at=data.remind_at, quiet=data.quiet,
        )  # fmt: skip
        return ok(saved=kept)

    @command(SavedRemove)
    async def saved_remove(self, socket: Socket, data: SavedRemove) -> Answer:
        """Off the list."""
        return ok(saved=await act(socket, saved.remove_saved, "user", saved_id=data.saved))

    @command(SavedList)
    async def saved_list(self, socket: Socket, data: SavedList) -> Answer:
        """A page, with the messages."""
        page = await ask(socket, saved_queries.saved_page, done=data.done, before=data.before)
        return ok(page=page)
