"""Threads."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import threads
from chat.answers import Answer
from chat.events.commands import ThreadFollow, ThreadHistory, ThreadList, ThreadRead
from chat.queries import threads as thread_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class ThreadCommands(Namespace):
    """Shows threads, and keeps who follows them how far."""

    @command(ThreadHistory)
    async def thread_history(self, socket: Socket, data: ThreadHistory) -> Answer:
        """A page of it."""
        page = data.model_dump(include={"thread", "before", "after", "around", "limit"})
        return ok(history=await ask(socket, thread_queries.history, room_id=data.room, **page))

    @command(ThreadFollow)
    async def thread_follow(self, socket: Socket, data: ThreadFollow) -> Answer:
        """Or no longer."""
        thread = await act(
            socket, threads.set_following, "user",
            room_id=data.room, thread=data.thread, following=data.following,
        )  # fmt: skip
        return ok(thread=thread)

    @command(ThreadRead)
    async def thread_read(self, socket: Socket, data: ThreadRead) -> Answer:
        """The read cursor."""
        thread = await act(
            socket, threads.set_read, "user", room_id=data.room, thread=data.thread, seq=data.seq
        )
        return ok(thread=thread)

    @command(ThreadList)
    async def thread_list(self, socket: Socket, data: ThreadList) -> Answer:
        """Those that one follows."""
        return ok(threads=await ask(socket, thread_queries.followed))
