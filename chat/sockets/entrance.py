"""By which log-in a client comes. Runs in a thread: it asks the database."""

from typing import Any

from django.conf import settings
from django.http import parse_cookie

from chat.errors import LoginRequired
from chat.queries.logins import Login, login_by_session, login_by_token
from chat.sockets.origin import Scope, header


def find_login(*, scope: Scope, auth: dict[str, Any] | None) -> Login:
    """The log-in of a CONNECT: an access token, else the session cookie of one of our pages.

    The token comes as `auth: {token}` or in the handshake's Authorization header. With a token
    the cookie is not looked at; without an Origin, which every browser sends, neither. Raises
    LoginRequired.
    """
    token = _token(scope, auth)
    if token is not None:
        found = login_by_token(token)
    elif header(scope, b"origin") is None:
        raise LoginRequired("Connect with an access token.")
    else:
        found = login_by_session(_cookies(scope).get(settings.SESSION_COOKIE_NAME, ""))
    if found is None:
        raise LoginRequired
    return found


def _token(scope: Scope, auth: dict[str, Any] | None) -> str | None:
    if auth and "token" in auth:
        return str(auth["token"])
    scheme, _, value = (header(scope, b"authorization") or "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def _cookies(scope: Scope) -> dict[str, str]:
    # HTTP/2 lets a browser split them over several headers.
    values = [value for name, value in scope.get("headers", ()) if name.lower() == b"cookie"]
    return parse_cookie(b"; ".join(values).decode("latin-1"))
