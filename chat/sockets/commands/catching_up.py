"""What a client lacks."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.answers import Answer
from chat.events.commands import RoomChangesAfter, RoomHistory, Sync
from chat.queries import sync as sync_queries
from chat.queries import timeline
from chat.sockets.answers import ok
from chat.sockets.asking import ask


class CatchingUp(Namespace):
    """Answers what a client that comes back asks first."""

    @command(Sync)
    async def sync(self, socket: Socket, data: Sync) -> Answer:
        """All that the client lacks."""
        heads = {int(room): head for room, head in data.rooms.items()}
        return ok(**await ask(socket, sync_queries.sync, me=data.me, rooms=heads))

    @command(RoomChangesAfter)
    async def room_changes(self, socket: Socket, data: RoomChangesAfter) -> Answer:
        """What a room lacks."""
        found = await ask(socket, sync_queries.room_changes, room_id=data.room, after=data.after)
        return ok(changes=found)

    @command(RoomHistory)
    async def room_history(self, socket: Socket, data: RoomHistory) -> Answer:
        """A page of the timeline."""
        page = data.model_dump(include={"before", "after", "around", "at", "limit"})
        return ok(history=await ask(socket, timeline.history, room_id=data.room, **page))
