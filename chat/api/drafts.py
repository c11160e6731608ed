"""What one has begun to write."""

from django.http import HttpRequest
from ninja import Router

from chat.actions import drafts
from chat.api.auth import asker
from chat.api.operations import command, needs
from chat.events.commands import DraftSave
from chat.events.shapes import DraftShape
from chat.queries import drafts as draft_queries
from chat.scopes import Scope

router = Router(tags=["drafts"])


@router.get("/drafts", response=list[DraftShape])
@needs(Scope.READ)
def my_drafts(request: HttpRequest) -> list[DraftShape]:
    """What the asker has begun to write, the latest first."""
    return draft_queries.my_drafts(user=asker(request))


@router.put("/drafts", response=DraftShape)
@command(DraftSave)
def save_draft(request: HttpRequest, body: DraftSave) -> DraftShape:
    """Keep a draft in a room or a thread; an empty text ends it."""
    return drafts.save_draft(
        user=asker(request), room_id=body.room, thread_id=body.thread, text=body.text
    )
