"""Which devices are logged in, and when each was last used."""

import hashlib
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from chat.actions import sessions
from chat.models import User

EVERY_SECONDS = 300


class Devices:
    """Notes a session's first request, and one in five minutes after that.

    allauth's own tracking writes at each request, which would put a commit on every page. The row
    it makes is what "log out everywhere" ends, so that a session always has one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and isinstance(request.user, User) and _is_due(key):
            sessions.note_session(
                user=request.user,
                session_key=key,
                ip=get_adapter().get_client_ip(request),
                user_agent=request.headers.get("User-Agent", ""),
            )
        return self.get_response(request)


def _is_due(key: str) -> bool:
    # The cache is readable to others of its server: the session's key stays out of it.
    name = f"device:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    try:
        return bool(cache.add(name, 1, EVERY_SECONDS))
    except _redis_error():
        return False  # pages go on without the cache


def _redis_error() -> type[Exception]:
    """Asked for only when something was raised: one process does without Redis's library."""
    from redis.exceptions import RedisError

    return RedisError
