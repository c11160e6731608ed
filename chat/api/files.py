"""Files: those of a room, and their bytes for who comes with a token."""

from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router, Schema

from chat.actions import uploads
from chat.api.auth import asker
from chat.api.operations import command, fails, needs
from chat.api.parameters import PathId
from chat.api.problems import NoSuchPart
from chat.events.commands import FileDescribe, RoomFiles
from chat.events.commands.fields import Line
from chat.events.shapes import FileShape, FilesPage
from chat.events.shapes.files import FileFilter
from chat.files.sending import send_file
from chat.queries import files as file_queries
from chat.scopes import Scope

router = Router(tags=["files"])
PathFile = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{22}$")]


class Described(Schema):
    """What a file shows, in words."""

    alt: Line


@router.get("/rooms/{int:room_id}/files", response=FilesPage)
@command(RoomFiles)
def room_files(
    request: HttpRequest,
    room_id: PathId,
    kind: FileFilter | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**53 - 1)] = None,
) -> FilesPage:
    """A page of a room's files, those sent last first; `before` is the `id` of the last had."""
    return file_queries.room_files(user=asker(request), room_id=room_id, kind=kind, before=before)


@router.get("/files/{file_id}", response=FileShape)
@needs(Scope.READ)
def file(request: HttpRequest, file_id: PathFile) -> FileShape:
    """What is known of a file: one in a message that the asker may read, or their own."""
    return file_queries.shape(file_queries.get_file(asker(request), file_id))


@router.get("/files/{file_id}/content", response={200: None, 206: None})
@needs(Scope.READ)
@fails(NoSuchPart)
def content(request: HttpRequest, file_id: PathFile) -> HttpResponseBase:
    """The file itself, or a part of it (`Range`)."""
    return send_file(request, file_queries.sent_file(user=asker(request), file_id=file_id))


@router.patch("/files/{file_id}", response=FileShape)
@command(FileDescribe)
def describe(request: HttpRequest, file_id: PathFile, body: Described) -> FileShape:
    """Say in words what one's own file shows that was not sent yet."""
    return uploads.describe_file(owner=asker(request), file_id=file_id, alt=body.alt)
