"""Saved messages."""

from django.http import HttpRequest
from ninja import Router, Schema

from chat.actions import saved
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import OptionalSeq, PathId
from chat.events.commands import MessageSave, SavedList, SavedRemove, SavedUpdate
from chat.events.commands.fields import Flag, Line, Moment
from chat.events.shapes import SavedPage, SavedShape
from chat.queries import saved as saved_queries

router = Router(tags=["saved"])


class Keeping(Schema):
    """What one keeps of a saved message; what is null stays. `quiet` takes a reminder away."""

    note: Line | None = None
    done: Flag | None = None
    remind_at: Moment | None = None
    quiet: Flag = False


@router.get("/saved", response=SavedPage)
@command(SavedList)
def saved_list(request: HttpRequest, done: bool = False, before: OptionalSeq = None) -> SavedPage:
    """A page of one's saved messages, those saved last first."""
    return saved_queries.saved_page(user=asker(request), done=done, before=before)


@router.put("/rooms/{int:room_id}/messages/{int:message_id}/saved", response=SavedShape)
@command(MessageSave)
def save(request: HttpRequest, room_id: PathId, message_id: PathId) -> SavedShape:
    """Put a message on one's list."""
    return saved.save_message(user=asker(request), room_id=room_id, message_id=message_id)


@router.patch("/saved/{int:saved_id}", response=SavedShape)
@command(SavedUpdate)
def update(request: HttpRequest, saved_id: PathId, body: Keeping) -> SavedShape:
    """Change its note or its reminder, or say that it is done."""
    return saved.update_saved(user=asker(request), saved_id=saved_id, **body.dict())


@router.delete("/saved/{int:saved_id}", response=SavedShape)
@command(SavedRemove)
def remove(request: HttpRequest, saved_id: PathId) -> SavedShape:
    """Take a message off one's list."""
    return saved.remove_saved(user=asker(request), saved_id=saved_id)
