"""Messages."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from chat.actions import forwarding, messages
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import NewText, OptionalSeq, PathId, QuerySeq
from chat.events.base import FileId, Id, Seq
from chat.events.commands import (
    MessageDelete,
    MessageEdit,
    MessageForward,
    MessagePreview,
    MessageSend,
    MessageUndo,
    MessageVersions,
    RoomChangesAfter,
    RoomHistory,
)
from chat.events.commands.fields import ClientId, Flag, Moment, Words
from chat.events.shapes import History, MessageShape, RoomChanges, Wording
from chat.limits import limits
from chat.queries import sync, timeline
from chat.queries import versions as version_queries

router = Router(tags=["messages"])


class Preview(Schema):
    """A text as a message would show it."""

    html: str


class NewMessage(Schema):
    """A message; the same `client_id` again is the same message. `draft` is the number of the draft
    that it was, which goes with it. `files` are one's own uploads; with them it needs no text."""

    client_id: ClientId
    text: Words = ""
    draft: Seq | None = None
    thread: Id | None = None
    also_in_room: Flag = False
    files: Annotated[list[FileId], Field(max_length=100)] = []


class Forwarded(Schema):
    """Where a message goes, and what is said of it."""

    to: Id
    client_id: ClientId
    comment: Words = ""


@router.get("/rooms/{int:room_id}/messages", response=History)
@command(RoomHistory)
def history(
    request: HttpRequest,
    room_id: PathId,
    before: OptionalSeq = None,
    after: OptionalSeq = None,
    around: OptionalSeq = None,
    at: Moment | None = None,
    limit: Annotated[int | None, Query(ge=1, le=200)] = None,
) -> History:
    """A page of the timeline before, after or around a number, or around the first entry at or
    after a time; by default the newest."""
    return timeline.history(
        user=asker(request), room_id=room_id,
        before=before, after=after, around=around, at=at, limit=limit,
    )  # fmt: skip


@router.get("/rooms/{int:room_id}/changes", response=RoomChanges)
@command(RoomChangesAfter)
def changes(request: HttpRequest, room_id: PathId, after: QuerySeq) -> RoomChanges:
    """What changed in a room after a number."""
    return sync.room_changes(user=asker(request), room_id=room_id, after=after)


@router.post("/rooms/{int:room_id}/messages", response=MessageShape)
@command(MessageSend)
def send(request: HttpRequest, room_id: PathId, body: NewMessage) -> MessageShape:
    """Send a message; answered once it is stored."""
    user = asker(request)
    limits().send.take(user.pk)
    return messages.send_message(
        author=user, room_id=room_id, client_id=body.client_id, text=body.text,
        thread=body.thread, also_in_room=body.also_in_room, draft=body.draft,
        files=body.files,
    )  # fmt: skip


@router.post("/rooms/{int:room_id}/messages/{int:message_id}/forward", response=MessageShape)
@command(MessageForward)
def forward(
    request: HttpRequest, room_id: PathId, message_id: PathId, body: Forwarded
) -> MessageShape:
    """Send a message to another room, quoted under a comment."""
    user = asker(request)
    limits().send.take(user.pk)
    return forwarding.forward_message(
        author=user, room_id=room_id, message_id=message_id, to=body.to,
        client_id=body.client_id, comment=body.comment,
    )  # fmt: skip


@router.post("/preview", response=Preview)
@command(MessagePreview)
def preview(request: HttpRequest, body: NewText) -> Preview:
    """What a text would look like as a message. Nothing is stored."""
    user = asker(request)
    limits().command.take(user.pk)
    return Preview(html=messages.preview(author=user, text=body.text))


@router.patch("/rooms/{int:room_id}/messages/{int:message_id}", response=MessageShape)
@command(MessageEdit)
def edit(request: HttpRequest, room_id: PathId, message_id: PathId, body: NewText) -> MessageShape:
    """Change one's own message."""
    return messages.edit_message(
        author=asker(request), room_id=room_id, message_id=message_id, text=body.text
    )


@router.post("/rooms/{int:room_id}/messages/{int:message_id}/undo", response=MessageShape)
@command(MessageUndo)
def undo(request: HttpRequest, room_id: PathId, message_id: PathId) -> MessageShape:
    """Take back one's own message that was just sent, without a trace."""
    return messages.undo_message(author=asker(request), room_id=room_id, message_id=message_id)


@router.get("/rooms/{int:room_id}/messages/{int:message_id}/versions", response=list[Wording])
@command(MessageVersions)
def versions(request: HttpRequest, room_id: PathId, message_id: PathId) -> list[Wording]:
    """What a message said before it was edited, the oldest first and the one of now last."""
    return version_queries.versions(user=asker(request), room_id=room_id, message_id=message_id)


@router.delete("/rooms/{int:room_id}/messages/{int:message_id}", response=MessageShape)
@command(MessageDelete)
def delete(request: HttpRequest, room_id: PathId, message_id: PathId) -> MessageShape:
    """Delete one's own message, leaving a tombstone."""
    return messages.delete_message(actor=asker(request), room_id=room_id, message_id=message_id)
