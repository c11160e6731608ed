"""Errors of the HTTP API: `application/problem+json`, RFC 9457, for all that goes wrong."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from ninja import Schema
from pydantic import ConfigDict, Field

from chat.answers import Internal, TooSlow
from chat.errors import (
    PROBLEM_TYPE,
    ChatError,
    Conflict,
    Forbidden,
    InsufficientScope,
    Invalid,
    Locked,
    LoginRequired,
    NotFound,
    SlowMode,
    TooLarge,
    TooMany,
    Unavailable,
)

REALM = 'Bearer realm="Hearth"'


class MethodNotAllowed(ChatError):
    """The address is known, but not with this method; `Allow` names those that it takes."""

    code, status, text = "method_not_allowed", 405, "That address does not take this method."


class WrongVersion(ChatError):
    """An upload in another version of tus than 1.0.0, or none: send `Tus-Resumable`."""

    code, status, text = "wrong_version", 412, "Speak tus 1.0.0: send Tus-Resumable: 1.0.0."


class NoSuchPart(ChatError):
    """The part of a file that was asked for begins after its end."""

    code, status, text = "no_such_part", 416, "The file is not that long."


class UnsupportedMedia(ChatError):
    """The body is of another type than the operation takes: mostly `application/json`."""

    code, status, text = "unsupported_media_type", 415, "Send the body as application/json."


# What a client of the HTTP API may meet, by status.
KINDS: tuple[type[ChatError], ...] = (
    Invalid,
    LoginRequired,
    Forbidden,
    InsufficientScope,
    NotFound,
    MethodNotAllowed,
    TooSlow,
    Conflict,
    WrongVersion,
    TooLarge,
    UnsupportedMedia,
    NoSuchPart,
    Locked,
    TooMany,
    SlowMode,
    Internal,
    Unavailable,
)


class Fault(Schema):
    """One thing that is wrong with a request: in its body, `pointer` says where (RFC 6901, as a
    fragment); else `parameter` names a parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Schema):
    """What went wrong, as RFC 9457 has it. `code` is what programs go by: it is stable, as `type`
    is; the words are for people, and may change."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="where it is explained")
    title: str = Field(description="the kind of problem, in words")
    status: int
    detail: str = Field(description="this problem, in words")
    instance: str = Field(description="the path that was asked")
    code: str
    errors: list[Fault] = Field(default=[], description="with `invalid`: each thing that is wrong")
    retry_after: float | None = Field(
        default=None, description="with 429: in how many seconds to try again"
    )
    scope: str | None = Field(
        default=None, description="with `insufficient_scope`: what the token lacks"
    )


def problem(
    request: HttpRequest, error: ChatError, faults: Sequence[Mapping[str, Any]] = ()
) -> HttpResponse:
    """An error as an answer, with the headers that belong to it. `faults` are as `Fault`."""
    if field := error.details.get("field"):
        faults = faults or [{"detail": error.message, "pointer": f"#/{field.replace('.', '/')}"}]
    body = error.as_problem(escape_uri_path(request.path))
    body.pop("field", None)
    if faults:
        body["errors"] = list(faults)
    response = HttpResponse(orjson.dumps(body), status=error.status, content_type=PROBLEM_TYPE)
    for name, value in _headers(request, error).items():
        response[name] = value
    return response


def _headers(request: HttpRequest, error: ChatError) -> dict[str, str]:
    if isinstance(error, TooMany | SlowMode):
        return {"Retry-After": str(math.ceil(error.details["retry_after"]))}
    if isinstance(error, LoginRequired):  # RFC 6750: what was wrong only when a token was sent
        sent = request.headers.get("Authorization", "").lower().startswith("bearer")
        return {"WWW-Authenticate": f'{REALM}, error="invalid_token"' if sent else REALM}
    if isinstance(error, InsufficientScope):
        scope = error.details["scope"]
        return {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}
    return {"Retry-After": "1"} if isinstance(error, Unavailable) else {}


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What Ninja found wrong with a request, each as a `Fault`."""
    return [_fault(error) for error in errors]


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    source, _, *rest = error["loc"] if len(error["loc"]) > 1 else (*error["loc"], "")
    if source not in {"body", "form", "file"}:
        return {"detail": error["msg"], "parameter": str(error["loc"][-1])}
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in rest)
    return {"detail": error["msg"], "pointer": "".join(["#", *(f"/{step}" for step in steps)])}


def of_status(status: int) -> ChatError:
    """The problem of an answer that has no words for a client, as Django's own have none."""
    if status == NotFound.status:
        return NotFound("There is nothing at this address.")
    kinds = (kind for kind in KINDS if kind.status == status)
    error = next(kinds, Invalid if status < Internal.status else Internal)()
    error.status = status
    return error
