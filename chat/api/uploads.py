"""Uploads, by tus 1.0: any tus client takes files here, and goes on where it was broken off."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from chat.actions import uploads
from chat.api import tus
from chat.api.auth import asker
from chat.api.operations import command, fails, needs
from chat.api.problems import UnsupportedMedia, WrongVersion
from chat.errors import Invalid, Locked, TooLarge
from chat.events.commands import FileRemove, FileUnsent
from chat.events.shapes import FileShape
from chat.limits import limits
from chat.queries import files as file_queries
from chat.scopes import Scope

router = Router(tags=["files"])
UploadId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{22}$")]


@router.api_operation(["OPTIONS"], "/uploads", response={204: None})
@needs(Scope.WRITE)
def options(request: HttpRequest) -> HttpResponse:
    """What of tus there is, and how large a file may be."""
    return tus.what_it_can()


@router.get("/uploads", response=list[FileShape])
@command(FileUnsent)
def unsent(request: HttpRequest) -> list[FileShape]:
    """One's own whole files that wait to be sent with a message."""
    return file_queries.unsent(user=asker(request))


@router.post(
    "/uploads",
    response={201: None},
    openapi_extra={"parameters": [tus.SPOKEN, tus.LENGTH, tus.METADATA]},
)
@needs(Scope.WRITE)
@fails(WrongVersion, Invalid, TooLarge)
def create(request: HttpRequest) -> HttpResponse:
    """Begin an upload of `Upload-Length` bytes. `Upload-Metadata` takes `filename` and `alt`, what
    the file shows in words; what it is, is decided by its content."""
    tus.require_version(request)
    user = asker(request)
    limits().upload.take(user.pk)
    said = tus.metadata(request)
    name = said.get("filename") or said.get("name") or ""
    upload = uploads.create_upload(
        owner=user, name=name, size=tus.number(request, "Upload-Length"), alt=said.get("alt", "")
    )
    location = f"/api/uploads/{upload.file.public_id}"
    return tus.answer(201, tus.expires(upload.file.expires_at), Location=location)


@router.api_operation(
    ["HEAD"], "/uploads/{file_id}", response={200: None}, openapi_extra={"parameters": [tus.SPOKEN]}
)
@needs(Scope.WRITE)
@fails(WrongVersion)
def see(request: HttpRequest, file_id: UploadId) -> HttpResponse:
    """How far an upload has come."""
    tus.require_version(request)
    file, received = uploads.see_upload(owner=asker(request), file_id=file_id)
    # A picture that was stripped is shorter than what was sent: the client knows what that was.
    length = max(file.size, received)
    ends = tus.expires(file.expires_at)
    return tus.answer(200, ends, Upload_Offset=received, Upload_Length=length)


@router.patch(
    "/uploads/{file_id}",
    response={204: None},
    openapi_extra={"parameters": [tus.SPOKEN, tus.OFFSET], "requestBody": tus.BYTES},
)
@needs(Scope.WRITE)
@fails(WrongVersion, UnsupportedMedia, TooLarge, Locked)
def append(request: HttpRequest, file_id: UploadId) -> HttpResponse:
    """Send a piece of the file, from `Upload-Offset` on."""
    tus.require_version(request)
    tus.require_bytes(request)
    file, received = uploads.append_upload(
        owner=asker(request),
        file_id=file_id,
        offset=tus.number(request, "Upload-Offset"),
        content=request,
    )
    return tus.answer(204, tus.expires(file.expires_at), Upload_Offset=received)


@router.delete(
    "/uploads/{file_id}", response={204: None}, openapi_extra={"parameters": [tus.SPOKEN]}
)
@command(FileRemove)
@fails(WrongVersion, Locked)
def remove(request: HttpRequest, file_id: UploadId) -> HttpResponse:
    """Leave an upload, or throw away a file that was not sent."""
    tus.require_version(request)
    uploads.remove_upload(owner=asker(request), file_id=file_id)
    return tus.answer(204)


@router.post("/uploads/{file_id}", response={200: None, 204: None})
@needs(Scope.WRITE)
@fails(WrongVersion, UnsupportedMedia, TooLarge, Locked)
def overridden(request: HttpRequest, file_id: UploadId) -> HttpResponse:
    """For clients that cannot send PATCH and DELETE: `X-HTTP-Method-Override` says which."""
    match request.headers.get("X-HTTP-Method-Override", "").upper():
        case "PATCH":
            return append(request, file_id)
        case "DELETE":
            return remove(request, file_id)
        case "HEAD":
            return see(request, file_id)
    raise Invalid("Say by X-HTTP-Method-Override what to do: PATCH, HEAD or DELETE.")
