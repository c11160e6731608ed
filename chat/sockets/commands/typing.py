"""Who types."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.answers import Answer
from chat.events.commands import TypingStart, TypingStop
from chat.limits import limits
from chat.sockets import typing
from chat.sockets.answers import ok
from chat.sockets.asking import visit


class TypingCommands(Namespace):
    """Says who types where; nothing of it is stored."""

    @command(TypingStart)
    async def typing_start(self, socket: Socket, data: TypingStart) -> Answer:
        """To those who are in the room, from one who is."""
        limits().typing.take(visit(socket).user.pk)
        socket.require(typing.audience(data.room))
        event = typing.start(visit(socket), data.room)
        await self.emit(event, to=typing.audience(data.room), skip_sid=socket.sid)
        return ok()

    @command(TypingStop)
    async def typing_stop(self, socket: Socket, data: TypingStop) -> Answer:
        """Nothing is said where nothing was being typed."""
        limits().typing.take(visit(socket).user.pk)
        socket.require(typing.audience(data.room))
        await self.stop_typing(socket, data.room)
        return ok()

    async def stop_typing(self, socket: Socket, room_id: int) -> None:
        """They type no more in that room; nothing is said where nobody was told."""
        event = typing.stop(visit(socket), room_id)
        if event is not None:
            await self.emit(event, to=typing.audience(room_id), skip_sid=socket.sid)
