"""What a client lacks."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.answers import Answer, plain
from chat.events.commands import RoomChangesAfter, RoomHistory, Sync
from chat.execution import Batches
from chat.limits import limits
from chat.queries import sync as sync_queries
from chat.queries import timeline
from chat.queries.resuming import Resumption, sync_each
from chat.queries.sync import Synced
from chat.sockets.answers import ok
from chat.sockets.asking import ask, visit


class CatchingUp(Namespace):
    """Answers what a client that comes back asks first."""

    def __init__(self) -> None:
        super().__init__()
        most: int = settings.HEARTH["CONNECT_BATCH"]
        self._resumptions = Batches(_sync_together, most=most, reads=True)

    @command(Sync)
    async def sync(self, socket: Socket, data: Sync) -> Answer:
        """All that the client lacks. After a restart many ask at once."""
        user_id = visit(socket).user.pk
        limits().command.take(user_id)
        heads = {int(room): head for room, head in data.rooms.items()}
        return ok(**await self._resumptions.run(Resumption(user_id, data.me, heads)))

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


def _sync_together(asked: Sequence[Resumption]) -> Sequence[dict[str, Any] | Exception]:
    """The answers as plain JSON values: made in the thread that read them."""
    said: dict[int, Any] = {}
    return [
        each if isinstance(each, Exception) else _plain(each, said) for each in sync_each(asked)
    ]


def _plain(synced: Synced, said: dict[int, Any]) -> dict[str, Any]:
    """`said` has what is in several answers, by its id while they live: written down once."""
    for changes in synced["rooms"]:
        if id(changes) not in said:
            said[id(changes)] = plain(changes)
    return {"me": plain(synced["me"]), "rooms": [said[id(each)] for each in synced["rooms"]]}
