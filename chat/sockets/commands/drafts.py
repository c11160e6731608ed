"""What one has begun to write."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import drafts
from chat.answers import Answer
from chat.events.commands import DraftSave
from chat.sockets.answers import ok
from chat.sockets.asking import act


class DraftCommands(Namespace):
    """Keeps drafts."""

    @command(DraftSave)
    async def draft_save(self, socket: Socket, data: DraftSave) -> Answer:
        """In a room or a thread."""
        draft = await act(
            socket, drafts.save_draft, "user",
            room_id=data.room, thread_id=data.thread, text=data.text,
        )  # fmt: skip
        return ok(draft=draft)
