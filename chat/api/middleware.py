"""The edge of /api/: whatever went wrong on the way is a problem; answers say the rate, and what
they are, so that who has them need not be sent them again."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from chat.api import rates
from chat.api.problems import of_status, problem
from chat.errors import PROBLEM_TYPE

PREFIX = "/api/"
_PAGES = ("/api/docs",)  # they are for people, and so are their errors


class Edge:
    """Middleware. What Django itself answers (an unknown path, another method, a host that is not
    ours) is a page elsewhere; here it is JSON like the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(PREFIX) or request.path.startswith(_PAGES):
            return response
        if response.status_code >= 400 and response.get("Content-Type") != PROBLEM_TYPE:
            response = _as_problem(request, response)
        response = _unless_they_have_it(request, response)
        rates.say(request, response)
        return response


def _unless_they_have_it(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer to a GET with its ETag, or an empty 304. Files have headers of their own."""
    json = response.get("Content-Type", "").startswith("application/json")
    if request.method != "GET" or response.status_code != 200 or response.streaming or not json:
        return response
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    # A browser may keep it, but asks each time: access may have ended.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return get_conditional_response(request, etag=etag, response=response) or response


def _as_problem(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    response = problem(request, of_status(page.status_code))
    for name in ("Allow", "Content-Range", "Accept-Ranges"):
        if name in page:
            response[name] = page[name]
    return response
