"""Error pages: what happened, what was kept, what to do.

They ask neither the database nor the session: what broke may be just that.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from chat.context import theme

PLAIN = "Hearth hit an error. What you sent before is kept. Load the page again in a moment."


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answers 400."""
    return _page(request, HTTPStatus.BAD_REQUEST, "errors/400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answers 403."""
    return _page(request, HTTPStatus.FORBIDDEN, "errors/403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answers 404: to what does not exist and to what the asker may not see, alike."""
    return _page(request, HTTPStatus.NOT_FOUND, "errors/404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers 500; in plain words when even the page cannot be made."""
    try:
        return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, "errors/500.html")
    except Exception:
        return HttpResponse(
            PLAIN, status=HTTPStatus.INTERNAL_SERVER_ERROR, content_type="text/plain; charset=utf-8"
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers 403 to a form that did not come from one of our own pages, or is too old."""
    return _page(request, HTTPStatus.FORBIDDEN, "errors/csrf.html", back=request.path)


def _page(request: HttpRequest, status: HTTPStatus, template: str, **more: Any) -> HttpResponse:
    context = {"theme": theme(request), "status": int(status), **more}
    return HttpResponse(render_to_string(template, context), status=status)
