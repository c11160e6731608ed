"""The HTTP API: the same actions and shapes as the sockets', under /api/.

Each operation names the command that it is over HTTP, or the scopes that a token needs for it
(`operations.py`). Errors are problems of RFC 9457 (`problems.py`).
"""

import logging

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as InvalidRequest

from chat.answers import Internal
from chat.api import (
    avatars,
    drafts,
    emoji,
    files,
    inbox,
    messages,
    organisation,
    people,
    pins,
    polls,
    previews,
    reactions,
    reading,
    rooms,
    saved,
    scheduling,
    search,
    sections,
    slash,
    threads,
    tus,
    uploads,
)
from chat.api.auth import Bearer, Session
from chat.api.description import DescribedAPI
from chat.api.parsing import StrictParser
from chat.api.problems import faults_of, problem
from chat.api.rates import count_stranger
from chat.errors import ChatError, Invalid, LoginRequired, NotFound, TooLarge, Unavailable

logger = logging.getLogger(__name__)
api = DescribedAPI(
    title="Hearth",
    version="1",
    docs_url=None,
    urls_namespace="api",
    auth=[Bearer(), Session()],
    parser=StrictParser(),
)
api.add_router("", people.router)
api.add_router("", rooms.router)
api.add_router("", messages.router)
api.add_router("", organisation.router)
api.add_router("", reactions.router)
api.add_router("", drafts.router)
api.add_router("", threads.router)
api.add_router("", pins.router)
api.add_router("", scheduling.router)
api.add_router("", polls.router)
api.add_router("", previews.router)
api.add_router("", saved.router)
api.add_router("", search.router)
api.add_router("", sections.router)
api.add_router("", inbox.router)
api.add_router("", reading.router)
api.add_router("", slash.router)
api.add_router("", emoji.router)
api.add_router("", avatars.router)
api.add_router("", files.router)
api.add_router("", uploads.router)


@api.exception_handler(ChatError)
def _refused(request: HttpRequest, error: ChatError) -> HttpResponse:
    if isinstance(error, LoginRequired):
        try:
            count_stranger(request)
        except ChatError as too_many:
            error = too_many
    return tus.marked(request, problem(request, error))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _refused(request, LoginRequired())


@api.exception_handler(InvalidRequest)
def _invalid(request: HttpRequest, error: InvalidRequest) -> HttpResponse:
    faults = faults_of(error.errors)
    first = faults[0]
    where = first.get("parameter") or first["pointer"].removeprefix("#/").removeprefix("#")
    detail = f"{where}: {first['detail']}" if where else first["detail"]
    return problem(request, Invalid(detail), faults)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own, which wraps what the parser raised."""
    cause = error.__cause__
    return problem(request, cause if isinstance(cause, ChatError) else Invalid(str(error)))


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    too_large = isinstance(error, RequestDataTooBig)
    return problem(request, TooLarge() if too_large else Invalid("That request cannot be read."))


@api.exception_handler(MultiPartParserError)
@api.exception_handler(UnreadablePostError)
def _cut_off(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, Invalid("The request did not come whole."))


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, NotFound("There is nothing at this address."))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("the database does not answer: %s", str(error).strip())
    return problem(request, Unavailable())


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(request, Internal())
