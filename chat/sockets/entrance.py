"""By which log-in a client comes."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from chat.errors import LoginRequired
from chat.queries.logins import Shown
from chat.sockets.origin import Scope, header, is_page


def shown(*, scope: Scope, auth: dict[str, Any] | None) -> Shown:
    """What a CONNECT shows: an access token, else the session cookie of one of our pages.

    The token comes as `auth: {token}` or in the handshake's Authorization header. With a token
    the cookie is not looked at; without a page that it comes from, neither. Raises LoginRequired.
    """
    token = _token(scope, auth)
    if token is not None:
        return Shown(token=token)
    if not is_page(scope):
        raise LoginRequired("Connect with an access token.")
    return Shown(session_key=_session_key(scope))


def identify(scope: Scope) -> str:
    """Whose request it is, without asking the database: the same session and the same token as
    at the handshake. It is a digest, so that no secret lies about in memory."""
    secrets = f"{_session_key(scope)}\n{header(scope, b'authorization') or ''}"
    return hashlib.sha256(secrets.encode("utf-8", "replace")).hexdigest()


def _token(scope: Scope, auth: dict[str, Any] | None) -> str | None:
    if auth and "token" in auth:
        return str(auth["token"])
    scheme, _, value = (header(scope, b"authorization") or "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def _session_key(scope: Scope) -> str:
    # HTTP/2 lets a browser split cookies over several headers.
    values = [value for name, value in scope.get("headers", ()) if name.lower() == b"cookie"]
    cookies = parse_cookie(b"; ".join(values).decode("latin-1"))
    return cookies.get(settings.SESSION_COOKIE_NAME, "")
