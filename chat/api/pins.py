"""Pins."""

from django.http import HttpRequest
from ninja import Router

from chat.actions import pins
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import PathId
from chat.events.commands import MessagePin, MessageUnpin, RoomPins
from chat.events.shapes import MessageShape
from chat.queries import pins as pin_queries

router = Router(tags=["messages"])
_PATH = "/rooms/{int:room_id}/messages/{int:message_id}/pin"


@router.get("/rooms/{int:room_id}/pins", response=list[MessageShape])
@command(RoomPins)
def pinned(request: HttpRequest, room_id: PathId) -> list[MessageShape]:
    """A room's pinned messages, the one pinned last first."""
    return pin_queries.pins(user=asker(request), room_id=room_id)


@router.put(_PATH, response=MessageShape)
@command(MessagePin)
def pin(request: HttpRequest, room_id: PathId, message_id: PathId) -> MessageShape:
    """Pin a message to its room."""
    return pins.pin_message(actor=asker(request), room_id=room_id, message_id=message_id)


@router.delete(_PATH, response=MessageShape)
@command(MessageUnpin)
def unpin(request: HttpRequest, room_id: PathId, message_id: PathId) -> MessageShape:
    """Take a pin away."""
    return pins.unpin_message(actor=asker(request), room_id=room_id, message_id=message_id)
