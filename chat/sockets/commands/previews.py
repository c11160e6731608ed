"""Link previews."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import previews
from chat.answers import Answer
from chat.events.commands import PreviewRemove
from chat.sockets.answers import ok
from chat.sockets.asking import act


class PreviewCommands(Namespace):
    """Takes previews away."""

    @command(PreviewRemove)
    async def preview_remove(self, socket: Socket, data: PreviewRemove) -> Answer:
        """From one's own message."""
        message = await act(
            socket, previews.remove_preview, "actor",
            room_id=data.room, message_id=data.message, preview_id=data.preview,
        )  # fmt: skip
        return ok(message=message)
