"""Who is asking."""

from django.http import HttpRequest

from chat.errors import LoginRequired
from chat.models import User


def member_required(request: HttpRequest) -> User:
    """The logged-in user of a view behind `login_required`; `LoginRequired` if there is none."""
    if not isinstance(request.user, User):
        raise LoginRequired
    return request.user
