"""The way from a new account into the chat."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from chat.models import User


def log_in(request: HttpRequest, user: User, *, to: str = "/") -> HttpResponse:
    """Log a new account in as allauth's log-in page does, and go to `to`, a path of ours."""
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=to, signup=True))
    return response
