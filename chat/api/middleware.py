"""The edge of /api/: whatever went wrong on the way is a problem, and answers say the rate."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from chat.api import rates
from chat.api.problems import MEDIA_TYPE, of_status, problem

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
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            response = _as_problem(request, response)
        rates.say(request, response)
        return response


def _as_problem(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    response = problem(request, of_status(page.status_code))
    response.status_code = page.status_code
    if "Allow" in page:
        response["Allow"] = page["Allow"]
    return response
