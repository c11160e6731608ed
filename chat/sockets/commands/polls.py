"""Polls."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import polls
from chat.answers import Answer
from chat.events.commands import PollClose, PollCreate, PollMine, PollVoteSet
from chat.limits import limits
from chat.queries import polls as poll_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class PollCommands(Namespace):
    """Asks, votes and closes."""

    @command(PollCreate)
    async def poll_create(self, socket: Socket, data: PollCreate) -> Answer:
        """A message like any other, with a poll."""
        fields = data.model_dump(exclude={"room"})
        message = await act(
            socket, polls.create_poll, "author", limits().send, room_id=data.room, **fields
        )
        return ok(message=message)

    @command(PollVoteSet)
    async def poll_vote(self, socket: Socket, data: PollVoteSet) -> Answer:
        """One's own choice, all of it."""
        message = await act(
            socket, polls.vote, "user",
            room_id=data.room, message_id=data.message, options=data.options,
        )  # fmt: skip
        return ok(message=message)

    @command(PollMine)
    async def poll_mine(self, socket: Socket, data: PollMine) -> Answer:
        """One's own choice in a poll that names nobody."""
        options = await ask(
            socket, poll_queries.my_votes, room_id=data.room, message_id=data.message
        )
        return ok(options=options)

    @command(PollClose)
    async def poll_close(self, socket: Socket, data: PollClose) -> Answer:
        """One's own poll."""
        message = await act(
            socket, polls.close_poll, "actor", room_id=data.room, message_id=data.message
        )
        return ok(message=message)
