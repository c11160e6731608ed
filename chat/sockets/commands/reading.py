"""Who has read what."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import receipts
from chat.answers import Answer
from chat.events.commands import MessageSeen, ReadingTell, RoomReaders
from chat.queries import receipts as receipt_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class ReadingCommands(Namespace):
    """Tells who has read what, to those who tell it themselves."""

    @command(MessageSeen)
    async def message_seen(self, socket: Socket, data: MessageSeen) -> Answer:
        """One message."""
        seen = await ask(
            socket, receipt_queries.seen_by, room_id=data.room, message_id=data.message
        )
        return ok(seen=seen)

    @command(RoomReaders)
    async def room_readers(self, socket: Socket, data: RoomReaders) -> Answer:
        """A small room."""
        return ok(readers=await ask(socket, receipt_queries.readers, room_id=data.room))

    @command(ReadingTell)
    async def reading_tell(self, socket: Socket, data: ReadingTell) -> Answer:
        """One's own choice."""
        return ok(tells=await act(socket, receipts.set_telling, "user", tells=data.tells))
