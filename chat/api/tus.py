"""tus 1.0, the protocol for uploads that can be resumed: its headers (https://tus.io)."""

import base64
import binascii
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from chat.api.problems import UnsupportedMedia, WrongVersion
from chat.errors import Invalid

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
_MOST = 2**53 - 1


def _header(name: str, schema: dict[str, Any], words: str, *, required: bool) -> dict[str, Any]:
    return {
        "in": "header", "name": name, "schema": schema, "required": required, "description": words
    }  # fmt: skip


# What operations say of themselves in the API's description.
SPOKEN = _header("Tus-Resumable", {"const": VERSION}, "the version of tus", required=True)
LENGTH = _header(
    "Upload-Length", {"type": "integer", "minimum": 0, "maximum": _MOST},
    "how many bytes the file has", required=True,
)  # fmt: skip
OFFSET = _header(
    "Upload-Offset", {"type": "integer", "minimum": 0, "maximum": _MOST},
    "how many bytes are there already", required=True,
)  # fmt: skip
METADATA = _header(
    "Upload-Metadata", {"type": "string", "examples": ["filename Y2hhcnQucGRm"]},
    "pairs of a name and a text in Base64, with commas between", required=False,
)  # fmt: skip
BYTES = {
    "required": True,
    "content": {
        "application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}
    },
}


def answer(status: int, *further: dict[str, str], **headers: object) -> HttpResponse:
    """An answer without a body; `Upload_Offset=3` is the header `Upload-Offset: 3`."""
    usual = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    for each in further:
        named |= each
    return HttpResponse(status=status, headers=usual | named)


def marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An error, with what tus wants of one."""
    if request.path_info.startswith("/api/uploads"):
        response["Tus-Resumable"] = VERSION
        if response.status_code == WrongVersion.status:
            response["Tus-Version"] = VERSION
    return response


def what_it_can() -> HttpResponse:
    """The answer to OPTIONS, with a newer draft's word for how many bytes one request takes."""
    limits = settings.HEARTH
    return answer(
        204,
        Tus_Version=VERSION,
        Tus_Extension=EXTENSIONS,
        Tus_Max_Size=limits["FILE_SIZE"],
        Upload_Limit=f"max-append-size={limits['MAX_BODY']}, max-size={limits['FILE_SIZE']}",
    )


def require_version(request: HttpRequest) -> None:
    """Raises `WrongVersion` unless the client speaks ours."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion


def require_bytes(request: HttpRequest) -> None:
    """Raises `UnsupportedMedia` unless the body is a piece of a file."""
    if request.content_type != "application/offset+octet-stream":
        raise UnsupportedMedia("Send the bytes as application/offset+octet-stream.")


def number(request: HttpRequest, name: str) -> int:
    """A header that must be a whole number. Raises `Invalid`."""
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= _MOST):
        raise Invalid(f"{name} must be a whole number.", field=name)
    return int(text)


def metadata(request: HttpRequest) -> dict[str, str]:
    """What `Upload-Metadata` says: pairs of a name and a text in Base64. Raises `Invalid`."""
    found: dict[str, str] = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Invalid("Upload-Metadata must be in Base64.", field="Upload-Metadata") from None
    return found


def expires(moment: datetime | None) -> dict[str, str]:
    """The header that says until when an upload may be gone on with."""
    return {"Upload-Expires": http_date(moment.timestamp())} if moment else {}
