"""People, and how far one has read."""

from typing import Any

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import reading
from chat.answers import Answer
from chat.events.commands import GroupList, PeopleList, ReadAll, ReadSet
from chat.models import User
from chat.presence import people_and_presence
from chat.queries import groups as group_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class PeopleCommands(Namespace):
    """Says who there is, and keeps what is the user's own."""

    @command(PeopleList)
    async def people_list(self, socket: Socket, data: PeopleList) -> Answer:
        """Everyone, and who is here."""
        return ok(**await ask(socket, _people_and_presence))

    @command(GroupList)
    async def group_list(self, socket: Socket, data: GroupList) -> Answer:
        """Those that one name mentions."""
        return ok(groups=await ask(socket, group_queries.groups))

    @command(ReadSet)
    async def read_set(self, socket: Socket, data: ReadSet) -> Answer:
        """The read cursor."""
        mine = await act(
            socket, reading.set_read, "user", room_id=data.room, seq=data.seq, unread=data.unread
        )
        return ok(mine=mine)

    @command(ReadAll)
    async def read_all(self, socket: Socket, data: ReadAll) -> Answer:
        """Everywhere at once."""
        return ok(rooms=await act(socket, reading.read_all, "user"))


def _people_and_presence(*, user: User) -> dict[str, Any]:
    found = people_and_presence(user=user)
    return {"people": found.all, "presence": found.presence}
