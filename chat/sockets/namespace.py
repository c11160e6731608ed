"""Every command, each a line or two over an action or a query."""

from collections.abc import Callable
from typing import Any

from channels_socketio import Hub, Namespace, Socket
from channels_socketio import on as command
from chat.accounts.devices import device_name
from chat.actions import membership, messages, reading, rooms
from chat.answers import Answer, plain, refusal
from chat.errors import Invalid, LoginRequired, TooMany
from chat.events import commands
from chat.execution import run_action, run_query
from chat.limits import Buckets, limits
from chat.models import User
from chat.presence import Keeper, presence
from chat.queries import people as people_queries
from chat.queries import rooms as room_queries
from chat.queries import sync as sync_queries
from chat.queries import timeline
from chat.sockets import typing
from chat.sockets.answers import as_chat_error, ok
from chat.sockets.door import knock, lose_patience, refusals
from chat.sockets.origin import header
from chat.watcher import Visit, Watcher, visit_of


class ChatNamespace(Namespace):
    """The chat. `attend` it to a hub before the first socket comes."""

    watcher: Watcher
    presence: Keeper

    def attend(self, hub: Hub) -> None:
        """Watch over this hub's sockets."""
        self._hub = hub
        self.watcher = Watcher(hub)
        self.presence = Keeper(hub)

    # -- Coming and going -------------------------------------------------------------------------

    async def on_connect(self, socket: Socket, auth: dict[str, Any] | None) -> None:
        """Let a log-in in."""
        with refusals(socket):
            login = await knock(self._hub, socket, auth)
            await self.watcher.admit(socket, login)
            agent = header(socket.scope, b"user-agent") or ""
        self.presence.arrived(socket.sid, login.user.pk, device_name(agent))

    async def on_disconnect(self, socket: Socket, reason: str) -> None:
        """The socket is gone: it types no more, and counts for a few seconds yet."""
        for room_id, event in typing.stop_all(_visit(socket)):
            await self.emit(event, to=typing.audience(room_id))
        self.presence.departed(socket.sid)

    async def on_error(self, socket: Socket, event: object, error: Exception) -> Answer:
        """Say what went wrong. Whoever goes on asking too fast, or for nonsense, is cut off."""
        fault = as_chat_error(error, event)
        if isinstance(fault, TooMany) or (isinstance(fault, Invalid) and fault is not error):
            lose_patience(socket, socket.sid)
        return refusal(fault)

    # -- Catching up ------------------------------------------------------------------------------

    @command(commands.Sync)
    async def sync(self, socket: Socket, data: commands.Sync) -> Answer:
        """All that the client lacks."""
        heads = {int(room): head for room, head in data.rooms.items()}
        return ok(**await _ask(socket, sync_queries.sync, me=data.me, rooms=heads))

    @command(commands.RoomChangesAfter)
    async def room_changes(self, socket: Socket, data: commands.RoomChangesAfter) -> Answer:
        """What a room lacks."""
        found = await _ask(socket, sync_queries.room_changes, room_id=data.room, after=data.after)
        return ok(changes=found)

    @command(commands.RoomHistory)
    async def room_history(self, socket: Socket, data: commands.RoomHistory) -> Answer:
        """A page of the timeline."""
        page = data.model_dump(include={"before", "after", "around", "limit"})
        return ok(history=await _ask(socket, timeline.history, room_id=data.room, **page))

    # -- Messages ---------------------------------------------------------------------------------

    @command(commands.MessageSend)
    async def message_send(self, socket: Socket, data: commands.MessageSend) -> Answer:
        """Answered once it is stored."""
        message = await _act(
            socket, messages.send_message, "author", limits().send,
            room_id=data.room, client_id=data.client_id, text=data.text,
        )  # fmt: skip
        await self._stop_typing(socket, data.room)
        return ok(message=message)

    @command(commands.MessagePreview)
    async def message_preview(self, socket: Socket, data: commands.MessagePreview) -> Answer:
        """As the room would see it."""
        return ok(html=await _act(socket, messages.preview, "author", text=data.text))

    @command(commands.MessageEdit)
    async def message_edit(self, socket: Socket, data: commands.MessageEdit) -> Answer:
        """One's own."""
        message = await _act(
            socket, messages.edit_message, "author",
            room_id=data.room, message_id=data.message, text=data.text,
        )  # fmt: skip
        return ok(message=message)

    @command(commands.MessageDelete)
    async def message_delete(self, socket: Socket, data: commands.MessageDelete) -> Answer:
        """One's own, or, for an admin, anyone's."""
        message = await _act(
            socket, messages.delete_message, "actor", room_id=data.room, message_id=data.message
        )
        return ok(message=message)

    # -- Rooms ------------------------------------------------------------------------------------

    @command(commands.RoomCreate)
    async def room_create(self, socket: Socket, data: commands.RoomCreate) -> Answer:
        """A room with the asker in it. Placing many people in it is work for many commands."""
        limits().command.take(_visit(socket).user.pk, len(data.members) / 10)
        return ok(mine=await _act(socket, rooms.create_room, "creator", **data.arguments()))

    @command(commands.RoomUpdate)
    async def room_update(self, socket: Socket, data: commands.RoomUpdate) -> Answer:
        """Its name, its topic."""
        info = await _act(
            socket, rooms.update_room, "actor",
            room_id=data.room, name=data.name, topic=data.topic,
        )  # fmt: skip
        return ok(room=info)

    @command(commands.RoomJoin)
    async def room_join(self, socket: Socket, data: commands.RoomJoin) -> Answer:
        """A public room."""
        return ok(mine=await _act(socket, membership.join_room, "user", room_id=data.room))

    @command(commands.RoomLeave)
    async def room_leave(self, socket: Socket, data: commands.RoomLeave) -> Answer:
        """Its events stop at once."""
        await _act(socket, membership.leave_room, "user", room_id=data.room)
        return ok()

    @command(commands.RoomMemberAdd)
    async def member_add(self, socket: Socket, data: commands.RoomMemberAdd) -> Answer:
        """Someone the asker may see."""
        member = await _act(
            socket, membership.add_member, "actor", room_id=data.room, user_id=data.user
        )
        return ok(member=member)

    @command(commands.RoomMemberRemove)
    async def member_remove(self, socket: Socket, data: commands.RoomMemberRemove) -> Answer:
        """By an admin or the room's maker."""
        member = await _act(
            socket, membership.remove_member, "actor", room_id=data.room, user_id=data.user
        )
        return ok(member=member)

    @command(commands.RoomMembers)
    async def room_members(self, socket: Socket, data: commands.RoomMembers) -> Answer:
        """Who is in it now."""
        return ok(members=await _ask(socket, room_queries.members, room_id=data.room))

    @command(commands.RoomBrowse)
    async def room_browse(self, socket: Socket, data: commands.RoomBrowse) -> Answer:
        """What can be joined."""
        return ok(rooms=await _ask(socket, room_queries.browse))

    @command(commands.DirectOpen)
    async def direct_open(self, socket: Socket, data: commands.DirectOpen) -> Answer:
        """Made when new."""
        return ok(mine=await _act(socket, rooms.open_direct, "user", other_id=data.user))

    # -- People and oneself -----------------------------------------------------------------------

    @command(commands.PeopleList)
    async def people_list(self, socket: Socket, data: commands.PeopleList) -> Answer:
        """Everyone, and who is here."""
        return ok(**await _ask(socket, _people_and_presence))

    @command(commands.ReadSet)
    async def read_set(self, socket: Socket, data: commands.ReadSet) -> Answer:
        """The read cursor."""
        mine = await _act(
            socket, reading.set_read, "user", room_id=data.room, seq=data.seq, unread=data.unread
        )
        return ok(mine=mine)

    @command(commands.TypingStart)
    async def typing_start(self, socket: Socket, data: commands.TypingStart) -> Answer:
        """To those who are in the room, from one who is."""
        limits().typing.take(_visit(socket).user.pk)
        socket.require(typing.audience(data.room))
        event = typing.start(_visit(socket), data.room)
        await self.emit(event, to=typing.audience(data.room), skip_sid=socket.sid)
        return ok()

    @command(commands.TypingStop)
    async def typing_stop(self, socket: Socket, data: commands.TypingStop) -> Answer:
        """Nothing is said where nothing was being typed."""
        limits().typing.take(_visit(socket).user.pk)
        socket.require(typing.audience(data.room))
        await self._stop_typing(socket, data.room)
        return ok()

    async def _stop_typing(self, socket: Socket, room_id: int) -> None:
        event = typing.stop(_visit(socket), room_id)
        if event is not None:
            await self.emit(event, to=typing.audience(room_id), skip_sid=socket.sid)

    @command(commands.PresenceSet)
    async def presence_set(self, socket: Socket, data: commands.PresenceSet) -> Answer:
        """Of this client; the person's state is over all of theirs."""
        limits().command.take(_visit(socket).user.pk)
        self.presence.set_away(socket.sid, away=data.state == "away")
        return ok()


def _visit(socket: Socket) -> Visit:
    found = visit_of(socket)
    if found is None:
        raise LoginRequired
    return found


async def _act(
    socket: Socket,
    action: Callable[..., Any],
    role: str,
    bucket: Buckets | None = None,
    **arguments: Any,
) -> Any:
    """Run an action for the socket's user, who is its `role`; the result as plain JSON values.

    Actions look the user up again themselves, under their locks.
    """
    user = _visit(socket).user
    (limits().command if bucket is None else bucket).take(user.pk)
    return await run_action(_plainly, call=action, **{role: user}, **arguments)


async def _ask(socket: Socket, query: Callable[..., Any], **arguments: Any) -> Any:
    """Run a query for the socket's user as the database has them now."""
    user_id = _visit(socket).user.pk
    limits().command.take(user_id)
    return await run_query(_freshly, call=query, user_id=user_id, **arguments)


def _plainly(*, call: Callable[..., Any], **arguments: Any) -> Any:
    return plain(call(**arguments))


def _freshly(*, call: Callable[..., Any], user_id: int, **arguments: Any) -> Any:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise LoginRequired
    return plain(call(user=user, **arguments))


def _people_and_presence(*, user: User) -> dict[str, Any]:
    return {"people": people_queries.people(user=user), "presence": presence(user=user)}
