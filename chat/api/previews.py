"""Link previews."""

from django.http import HttpRequest
from ninja import Router

from chat.actions import previews
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import PathId
from chat.events.commands import PreviewRemove
from chat.events.shapes import MessageShape

router = Router(tags=["messages"])


@router.delete(
    "/rooms/{int:room_id}/messages/{int:message_id}/previews/{int:preview_id}",
    response=MessageShape,
)
@command(PreviewRemove)
def remove(
    request: HttpRequest, room_id: PathId, message_id: PathId, preview_id: PathId
) -> MessageShape:
    """Take a link's preview from a message, for everyone and for good."""
    return previews.remove_preview(
        actor=asker(request), room_id=room_id, message_id=message_id, preview_id=preview_id
    )
