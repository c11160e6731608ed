"""Who is logged in, on which devices, and when each was last used."""

import hashlib
from collections.abc import Callable
from time import monotonic
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from chat.actions import sessions
from chat.models import User

EVERY_SECONDS = 300
ASKED_AGAIN_SECONDS = 30  # where another process noted it, and so sooner than in five minutes
MOST_NOTED = 10_000
# Until when a session need not be looked up in the cache, which with several workers is Redis.
_noted: dict[str, float] = {}


class Authentication(AuthenticationMiddleware):
    """Django's, which takes the user that came with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Sets `request.user`, which is read when it is first asked for."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]


def _user_of(request: Any) -> User | AnonymousUser:
    if not hasattr(request, "_cached_user"):
        request._cached_user = logged_in(request.session) or get_user(request)
    found: User | AnonymousUser = request._cached_user
    return found


def logged_in(session: Any) -> User | None:
    """Who came with a session, if it lets them in: all that Django asks, of the same user and the
    password that they have now. None says that Django must be asked."""
    claimed = session.get(SESSION_KEY)  # loads it
    user: User | None = getattr(session, "user", None)
    if user is None or not user.is_active or claimed != str(user.pk):
        return None
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    given = session.get(HASH_SESSION_KEY) or ""
    return user if constant_time_compare(given, user.get_session_auth_hash()) else None


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
    now = monotonic()
    if _noted.get(key, 0) > now:  # by this process, or another that it heard of
        return False
    # The cache is readable to others of its server: the session's key stays out of it.
    name = f"device:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    try:
        is_due = bool(cache.add(name, 1, EVERY_SECONDS))
    except _redis_error():
        return False  # pages go on without the cache
    if len(_noted) >= MOST_NOTED:
        _noted.clear()
    _noted[key] = now + (EVERY_SECONDS if is_due else ASKED_AGAIN_SECONDS)
    return is_due


def _redis_error() -> type[Exception]:
    """Asked for only when something was raised: one process does without Redis's library."""
    from redis.exceptions import RedisError

    return RedisError
