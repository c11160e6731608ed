"""The inbox."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import inbox
from chat.answers import Answer
from chat.events.commands import InboxCount, InboxList, InboxMarkSet, InboxRead
from chat.queries import inbox as inbox_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class InboxCommands(Namespace):
    """Shows what was said to someone, and keeps what they are done with."""

    @command(InboxList)
    async def inbox_list(self, socket: Socket, data: InboxList) -> Answer:
        """A page of it."""
        return ok(page=await ask(socket, inbox_queries.page, **data.arguments()))

    @command(InboxCount)
    async def inbox_count(self, socket: Socket, data: InboxCount) -> Answer:
        """How much waits."""
        return ok(counts=await ask(socket, inbox_queries.counts))

    @command(InboxMarkSet)
    async def inbox_mark(self, socket: Socket, data: InboxMarkSet) -> Answer:
        """Done with one."""
        state = await act(
            socket, inbox.mark, "user", kind=data.kind, item=data.item, done=data.done
        )
        return ok(inbox=state)

    @command(InboxRead)
    async def inbox_read(self, socket: Socket, data: InboxRead) -> Answer:
        """Done with all."""
        return ok(inbox=await act(socket, inbox.read_all, "user"))
