"""Search."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.answers import Answer
from chat.events.commands import Search
from chat.limits import limits
from chat.queries.search import search
from chat.sockets.answers import ok
from chat.sockets.asking import ask, visit


class SearchCommands(Namespace):
    """What was written, found again."""

    @command(Search)
    async def search(self, socket: Socket, data: Search) -> Answer:
        """A page, the newest first."""
        limits().search.take(visit(socket).user.pk)
        page = await ask(socket, search, words=data.query, before=data.before, limit=data.limit)
        return ok(page=page)
