"""The HTTP API: the same actions and shapes as the sockets', under /api/.

Let in by `Authorization: Bearer hearth_…`, or by the session cookie with a CSRF token. An error is
`{ok: false, error: {code, message, …}}` with its status. The description is /api/openapi.json; no
page of documentation is served, for it would load its scripts from elsewhere.
"""

import logging
import math

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as InvalidRequest

from chat.answers import Internal, invalid, refusal
from chat.api import (
    drafts,
    messages,
    people,
    pins,
    polls,
    reactions,
    rooms,
    saved,
    scheduling,
    slash,
    threads,
)
from chat.api.auth import Bearer, Session
from chat.errors import ChatError, Invalid, LoginRequired, SlowMode, TooMany, Unavailable

logger = logging.getLogger(__name__)
api = NinjaAPI(
    title="Hearth",
    version="1",
    description=(__doc__ or "").partition("\n\n")[2],
    docs_url=None,
    urls_namespace="api",
    auth=[Bearer(), Session()],
)
api.add_router("", people.router)
api.add_router("", rooms.router)
api.add_router("", messages.router)
api.add_router("", reactions.router)
api.add_router("", drafts.router)
api.add_router("", threads.router)
api.add_router("", pins.router)
api.add_router("", scheduling.router)
api.add_router("", polls.router)
api.add_router("", saved.router)
api.add_router("", slash.router)


@api.exception_handler(ChatError)
def _refused(request: HttpRequest, error: ChatError) -> HttpResponse:
    response = api.create_response(request, refusal(error), status=error.status)
    if isinstance(error, TooMany | SlowMode):
        response["Retry-After"] = str(math.ceil(error.details["retry_after"]))
    if isinstance(error, LoginRequired):
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _refused(request, LoginRequired())


@api.exception_handler(InvalidRequest)
def _invalid(request: HttpRequest, error: InvalidRequest) -> HttpResponse:
    return _refused(request, invalid(error.errors, skip=2))  # "body", and the parameter's name


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _refused(request, Invalid(str(error)))  # a body that is no JSON


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("the database does not answer: %s", str(error).strip())
    return _refused(request, Unavailable())


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return _refused(request, Internal())
