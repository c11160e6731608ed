"""A stored file on its way out: by nginx, from S3, or by Hearth itself, in parts where asked.

Who may have it was decided before. Only what is shown in pages (`kinds.SHOWN`, by its content) is
shown; all else is a download, and the browser is told to run nothing of either.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from chat.errors import NotFound
from chat.files import storage

# nginx answers for what Hearth names under it (deploy/hearth.nginx.conf, which has the headers
# again: of an answer that it replaces it keeps few).
INTERNAL = "/_files/"
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
_PIECE = 128 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True)
class Sent:
    """What is sent: where it is stored, and how it is called. `tag` names this content for good."""

    stored_as: str
    name: str
    media_type: str
    tag: str
    shown: bool


def send_file(request: HttpRequest, sent: Sent) -> HttpResponseBase:
    """The answer that brings a file. Raises `NotFound` where its bytes are gone."""
    disposition = content_disposition_header(not sent.shown, sent.name) or "inline"
    path = storage.local(sent.stored_as)
    if path is None:
        url = storage.address(sent.stored_as, media_type=sent.media_type, disposition=disposition)
        return _guarded(HttpResponseRedirect(url))
    headers = {
        "Content-Type": sent.media_type,
        "Content-Disposition": disposition,
        "Accept-Ranges": "bytes",
        "ETag": f'"{sent.tag}"',
        # Kept by the browser, and asked for each time: who may have it can change.
        "Cache-Control": "private, no-cache",
    }
    if settings.FILES_BY_NGINX:
        del headers["ETag"]  # nginx has one of its own
        inward = {"X-Accel-Redirect": f"{INTERNAL}{sent.stored_as}"}
        return _guarded(HttpResponse(headers={**headers, **inward}))
    response = _guarded(_from_here(request, path, headers))
    return get_conditional_response(request, etag=headers["ETag"], response=response) or response


def _guarded(response: HttpResponse) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = response.get("Cache-Control", "private, no-store")
    return response


def _from_here(request: HttpRequest, path: Path, headers: dict[str, str]) -> HttpResponse:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise NotFound("That file is no longer stored.") from None
    asked = _range(request, size, headers["ETag"])
    if asked is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = asked
    if (start, end) != (0, size):
        headers = {**headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"}
    headers = {**headers, "Content-Length": str(end - start)}
    status = 206 if "Content-Range" in headers else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    # Under WSGI (Django's own test client) nothing could wait for an asynchronous iterator.
    waits = isinstance(request, ASGIRequest)
    content = _pieces(path, start, end) if waits else _pieces_at_once(path, start, end)
    return StreamingHttpResponse(content, status=status, headers=headers)  # type: ignore[return-value]


def _range(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """From where to where (exclusive) is asked for (RFC 9110, section 14); None for what there is
    not. Several ranges at once get the whole file, which is allowed."""
    whole = (0, size)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if asked is None or not any(asked.groups()) or (condition is not None and condition != tag):
        return whole
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _pieces_at_once(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            start += len(piece)
            yield piece


async def _pieces(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    """In threads, for a disk may be slow; opened anew, so that nothing stays open for a client
    that goes away."""
    while start < end:
        piece = await asyncio.to_thread(_read, path, start, min(_PIECE, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece


def _read(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)
