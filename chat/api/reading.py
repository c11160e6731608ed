"""Who has read what."""

from django.http import HttpRequest
from ninja import Router, Schema

from chat.actions import receipts
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import PathId
from chat.events.commands import MessageSeen, ReadingTell, RoomReaders
from chat.events.commands.fields import Flag
from chat.events.shapes import Readers, SeenBy
from chat.queries import receipts as receipt_queries

router = Router(tags=["reading"])


class Telling(Schema):
    """Whether others are told what one has read, and one what they have."""

    tells: Flag


@router.get("/rooms/{int:room_id}/messages/{int:message_id}/seen", response=SeenBy)
@command(MessageSeen)
def seen(request: HttpRequest, room_id: PathId, message_id: PathId) -> SeenBy:
    """Who has read a message."""
    return receipt_queries.seen_by(user=asker(request), room_id=room_id, message_id=message_id)


@router.get("/rooms/{int:room_id}/readers", response=Readers)
@command(RoomReaders)
def readers(request: HttpRequest, room_id: PathId) -> Readers:
    """How far the others have read in a small room."""
    return receipt_queries.readers(user=asker(request), room_id=room_id)


@router.put("/me/reading", response=Telling)
@command(ReadingTell)
def tell(request: HttpRequest, body: Telling) -> Telling:
    """Say whether others are told what one has read."""
    return Telling(tells=receipts.set_telling(user=asker(request), tells=body.tells))
