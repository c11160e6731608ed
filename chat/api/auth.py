"""Who asks."""

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from chat.access import require_scopes
from chat.api import rates
from chat.errors import Forbidden, LoginRequired
from chat.models import User
from chat.queries.tokens import user_of_token
from chat.scopes import Scopes


class Bearer(HttpBearer):
    """A personal access token. With one, the cookie is not looked at, even when it is wrong."""

    def __init__(self, scopes: Scopes = ()) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """The token's user, if it was made for this."""
        found = user_of_token(token.strip())
        if found is None:
            raise LoginRequired("That token is not valid.")
        rates.count(request, found.user.pk)
        require_scopes(found.scopes, self.scopes)
        return found.user


class Session(APIKeyCookie):
    """The session cookie of a browser; what writes needs the CSRF token in X-CSRFToken."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)  # ours answers in JSON, and only once someone is logged in

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """The session's user, as Django's middleware found them."""
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return None
        if check_csrf(request) is not None:
            raise Forbidden("The CSRF token is missing or wrong.")
        rates.count(request, user.pk)
        return user


def asker(request: HttpRequest) -> User:
    """Who asks, as the authentication found them."""
    user: User = request.auth  # type: ignore[attr-defined]
    return user
