"""Rooms, and who is in them."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import conversations, membership, room_prefs, room_rules, rooms
from chat.answers import Answer
from chat.events.commands import (
    DirectGroup,
    DirectOpen,
    RoomArchive,
    RoomBrowse,
    RoomCreate,
    RoomJoin,
    RoomLeave,
    RoomMemberAdd,
    RoomMemberRemove,
    RoomMembers,
    RoomPrefs,
    RoomRules,
    RoomUpdate,
)
from chat.limits import limits
from chat.queries import rooms as room_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask, visit


class RoomCommands(Namespace):
    """Makes, changes, joins and leaves rooms."""

    @command(RoomCreate)
    async def room_create(self, socket: Socket, data: RoomCreate) -> Answer:
        """A room with the asker in it. Placing many people in it is work for many commands."""
        limits().command.take(visit(socket).user.pk, len(data.members) / 10)
        return ok(mine=await act(socket, rooms.create_room, "creator", **data.arguments()))

    @command(RoomUpdate)
    async def room_update(self, socket: Socket, data: RoomUpdate) -> Answer:
        """Its name, its topic."""
        info = await act(
            socket, rooms.update_room, "actor",
            room_id=data.room, name=data.name, topic=data.topic,
        )  # fmt: skip
        return ok(room=info)

    @command(RoomRules)
    async def room_rules(self, socket: Socket, data: RoomRules) -> Answer:
        """Who writes there, and how often."""
        info = await act(
            socket, room_rules.set_rules, "actor",
            room_id=data.room, posting=data.posting, slow_seconds=data.slow_seconds,
        )  # fmt: skip
        return ok(room=info)

    @command(RoomArchive)
    async def room_archive(self, socket: Socket, data: RoomArchive) -> Answer:
        """Put away, or brought back."""
        info = await act(
            socket, room_rules.set_archived, "actor", room_id=data.room, archived=data.archived
        )
        return ok(room=info)

    @command(RoomPrefs)
    async def room_prefs(self, socket: Socket, data: RoomPrefs) -> Answer:
        """The asker's own."""
        mine = await act(
            socket, room_prefs.set_prefs, "user",
            room_id=data.room, starred=data.starred, muted=data.muted,
        )  # fmt: skip
        return ok(mine=mine)

    @command(RoomJoin)
    async def room_join(self, socket: Socket, data: RoomJoin) -> Answer:
        """A public room."""
        return ok(mine=await act(socket, membership.join_room, "user", room_id=data.room))

    @command(RoomLeave)
    async def room_leave(self, socket: Socket, data: RoomLeave) -> Answer:
        """Its events stop at once."""
        await act(socket, membership.leave_room, "user", room_id=data.room)
        return ok()

    @command(RoomMemberAdd)
    async def member_add(self, socket: Socket, data: RoomMemberAdd) -> Answer:
        """Someone the asker may see."""
        member = await act(
            socket, membership.add_member, "actor", room_id=data.room, user_id=data.user
        )
        return ok(member=member)

    @command(RoomMemberRemove)
    async def member_remove(self, socket: Socket, data: RoomMemberRemove) -> Answer:
        """By an admin or the room's maker."""
        member = await act(
            socket, membership.remove_member, "actor", room_id=data.room, user_id=data.user
        )
        return ok(member=member)

    @command(RoomMembers)
    async def room_members(self, socket: Socket, data: RoomMembers) -> Answer:
        """Who is in it now."""
        return ok(members=await ask(socket, room_queries.members, room_id=data.room))

    @command(RoomBrowse)
    async def room_browse(self, socket: Socket, data: RoomBrowse) -> Answer:
        """What can be joined."""
        return ok(rooms=await ask(socket, room_queries.browse))

    @command(DirectOpen)
    async def direct_open(self, socket: Socket, data: DirectOpen) -> Answer:
        """Made when new."""
        return ok(mine=await act(socket, rooms.open_direct, "user", other_id=data.user))

    @command(DirectGroup)
    async def direct_group(self, socket: Socket, data: DirectGroup) -> Answer:
        """Made when new, which is work for as many commands as there are people."""
        limits().command.take(visit(socket).user.pk, len(data.users))
        return ok(mine=await act(socket, conversations.open_group, "user", others=data.users))
