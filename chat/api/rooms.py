"""Rooms and who is in them."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from chat.actions import membership, reading, room_prefs, room_rules, rooms
from chat.api.auth import asker
from chat.api.operations import command, needs
from chat.api.parameters import Done, NewFacts, PathId
from chat.events.base import Id, Seq
from chat.events.commands import (
    ReadAll,
    ReadSet,
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
from chat.events.commands.fields import Flag
from chat.events.shapes import BrowsedRoom, Member, MyRoom, RoomInfo
from chat.queries import rooms as room_queries
from chat.scopes import Scope

router = Router(tags=["rooms"])


class NewMember(Schema):
    """Someone to add."""

    user: Id


class Cursor(Schema):
    """How far one has read; with `unread`, to before `seq`."""

    seq: Seq
    unread: Flag = False


class Rules(Schema):
    """Who begins messages in a room, and how often; what is null stays."""

    posting: Literal["everyone", "hosts"] | None = None
    slow_seconds: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None


class Prefs(Schema):
    """What a room is to the asker; what is null stays."""

    starred: Flag | None = None
    muted: Flag | None = None


@router.get("/rooms", response=list[MyRoom])
@needs(Scope.READ)
def my_rooms(request: HttpRequest) -> list[MyRoom]:
    """The rooms that the asker is in."""
    return room_queries.my_rooms(user=asker(request))


@router.post("/rooms", response={201: MyRoom})
@command(RoomCreate)
def create_room(request: HttpRequest, body: RoomCreate) -> Status[MyRoom]:
    """A new room with the asker in it."""
    return Status(201, rooms.create_room(creator=asker(request), **body.arguments()))


@router.get("/rooms/public", response=list[BrowsedRoom])
@command(RoomBrowse)
def browse(request: HttpRequest) -> list[BrowsedRoom]:
    """The public rooms."""
    return room_queries.browse(user=asker(request))


@router.patch("/rooms/{int:room_id}", response=RoomInfo)
@command(RoomUpdate)
def update_room(request: HttpRequest, room_id: PathId, body: NewFacts) -> RoomInfo:
    """Rename a room or set its topic."""
    return rooms.update_room(
        actor=asker(request), room_id=room_id, name=body.name, topic=body.topic
    )


@router.put("/rooms/{int:room_id}/rules", response=RoomInfo)
@command(RoomRules)
def set_rules(request: HttpRequest, room_id: PathId, body: Rules) -> RoomInfo:
    """Say who begins messages in a room, and how often."""
    return room_rules.set_rules(
        actor=asker(request), room_id=room_id, posting=body.posting, slow_seconds=body.slow_seconds
    )


@router.put("/rooms/{int:room_id}/prefs", response=MyRoom)
@command(RoomPrefs)
def set_prefs(request: HttpRequest, room_id: PathId, body: Prefs) -> MyRoom:
    """Star or mute a room, for oneself."""
    return room_prefs.set_prefs(
        user=asker(request), room_id=room_id, starred=body.starred, muted=body.muted
    )


@router.post("/rooms/{int:room_id}/archive", response=RoomInfo)
@command(RoomArchive)
def archive_room(request: HttpRequest, room_id: PathId) -> RoomInfo:
    """Archive a room: from then on it is only read."""
    return room_rules.set_archived(actor=asker(request), room_id=room_id, archived=True)


@router.post("/rooms/{int:room_id}/restore", response=RoomInfo)
@command(RoomArchive)
def restore_room(request: HttpRequest, room_id: PathId) -> RoomInfo:
    """Bring an archived room back."""
    return room_rules.set_archived(actor=asker(request), room_id=room_id, archived=False)


@router.post("/rooms/{int:room_id}/join", response=MyRoom)
@command(RoomJoin)
def join_room(request: HttpRequest, room_id: PathId) -> MyRoom:
    """Join a public room."""
    return membership.join_room(user=asker(request), room_id=room_id)


@router.post("/rooms/{int:room_id}/leave", response=Done)
@command(RoomLeave)
def leave_room(request: HttpRequest, room_id: PathId) -> Done:
    """Leave a room."""
    membership.leave_room(user=asker(request), room_id=room_id)
    return Done()


@router.post("/rooms/{int:room_id}/read", response=MyRoom)
@command(ReadSet)
def set_read(request: HttpRequest, room_id: PathId, body: Cursor) -> MyRoom:
    """Move the read cursor."""
    return reading.set_read(user=asker(request), room_id=room_id, seq=body.seq, unread=body.unread)


@router.post("/read", response=list[MyRoom])
@command(ReadAll)
def read_all(request: HttpRequest) -> list[MyRoom]:
    """Read all there is; the rooms that had something unread."""
    return reading.read_all(user=asker(request))


@router.get("/rooms/{int:room_id}/members", response=list[Member])
@command(RoomMembers)
def members(request: HttpRequest, room_id: PathId) -> list[Member]:
    """Who is in a room now."""
    return room_queries.members(user=asker(request), room_id=room_id)


@router.post("/rooms/{int:room_id}/members", response=Member)
@command(RoomMemberAdd)
def add_member(request: HttpRequest, room_id: PathId, body: NewMember) -> Member:
    """Add someone to a room."""
    return membership.add_member(actor=asker(request), room_id=room_id, user_id=body.user)


@router.delete("/rooms/{int:room_id}/members/{int:user_id}", response=Member)
@command(RoomMemberRemove)
def remove_member(request: HttpRequest, room_id: PathId, user_id: PathId) -> Member:
    """Remove someone from a room."""
    return membership.remove_member(actor=asker(request), room_id=room_id, user_id=user_id)
