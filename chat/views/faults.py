"""The edge of the pages: what an action raises becomes a page with its status."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from chat.errors import ChatError, LoginRequired
from chat.views import errors


class Faults:
    """Turns a `ChatError` that no view caught into its page; other faults pass by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Log-in for `LoginRequired`, else the page of the fault's status."""
        if not isinstance(fault, ChatError):
            return None
        if isinstance(fault, LoginRequired):
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        pages = {403: errors.forbidden, 404: errors.not_found}
        return pages.get(fault.status, errors.bad_request)(request, fault)
