"""Reactions."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import reactions
from chat.answers import Answer
from chat.events.commands import ReactionAdd, ReactionRemove
from chat.sockets.answers import ok
from chat.sockets.asking import act


class ReactionCommands(Namespace):
    """Sets one's reactions and takes them back."""

    @command(ReactionAdd)
    async def reaction_add(self, socket: Socket, data: ReactionAdd) -> Answer:
        """Under a message of a room that one is in."""
        message = await act(
            socket, reactions.add_reaction, "user",
            room_id=data.room, message_id=data.message, emoji=data.emoji,
        )  # fmt: skip
        return ok(message=message)

    @command(ReactionRemove)
    async def reaction_remove(self, socket: Socket, data: ReactionRemove) -> Answer:
        """One's own."""
        message = await act(
            socket, reactions.remove_reaction, "user",
            room_id=data.room, message_id=data.message, emoji=data.emoji,
        )  # fmt: skip
        return ok(message=message)
