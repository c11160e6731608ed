"""One's own picture."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from chat.actions import avatars
from chat.api.auth import asker
from chat.api.operations import needs
from chat.events.shapes import Person
from chat.scopes import Scope

router = Router(tags=["people"])
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Box(Schema):
    """The square of the picture that is shown, in its pixels; its middle where `side` is 0."""

    left: int = Field(default=0, ge=0, le=100_000)
    top: int = Field(default=0, ge=0, le=100_000)
    side: int = Field(default=0, ge=0, le=100_000)


@router.put("/me/avatar", response=Person, openapi_extra=_BODY)
@needs(Scope.PROFILE)
def set_avatar(request: HttpRequest, box: Query[Box]) -> Person:
    """Show oneself by a picture, the request's body: PNG, JPEG, GIF, WebP or AVIF, up to 1 MB."""
    square = (box.left, box.top, box.side) if box.side else None
    return avatars.set_avatar(user=asker(request), picture=request.body, box=square)


@router.delete("/me/avatar", response=Person)
@needs(Scope.PROFILE)
def remove_avatar(request: HttpRequest) -> Person:
    """Show oneself by one's initials again."""
    return avatars.remove_avatar(user=asker(request))
