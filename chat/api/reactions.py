"""Reactions."""

from django.http import HttpRequest
from ninja import Router

from chat.actions import reactions
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import PathId
from chat.events.commands import ReactionAdd, ReactionRemove
from chat.events.shapes import MessageShape

router = Router(tags=["messages"])
_PATH = "/rooms/{int:room_id}/messages/{int:message_id}/reactions/{emoji}"


@router.put(_PATH, response=MessageShape)
@command(ReactionAdd)
def add(request: HttpRequest, room_id: PathId, message_id: PathId, emoji: str) -> MessageShape:
    """Set one's reaction under a message: an emoji or the `:name:` of one."""
    return reactions.add_reaction(
        user=asker(request), room_id=room_id, message_id=message_id, emoji=emoji
    )


@router.delete(_PATH, response=MessageShape)
@command(ReactionRemove)
def remove(request: HttpRequest, room_id: PathId, message_id: PathId, emoji: str) -> MessageShape:
    """Take one's reaction back."""
    return reactions.remove_reaction(
        user=asker(request), room_id=room_id, message_id=message_id, emoji=emoji
    )
