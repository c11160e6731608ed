"""Checking a user name or e-mail address and a password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from chat.models import User


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend over the user's own row alone, with one password check whoever asks.

    allauth's checks an address twice and a user name once, and so tells by its time which of them
    exists; for somebody unknown it hashes the password once (`_did_check_password`), as here.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = str(credentials.get("username") or credentials.get("email") or "").strip().lower()
        # A user name has no @, so that a login is one or the other.
        field = "email" if "@" in login else "username"
        user = User.objects.filter(**{field: login}).first()
        checked: User | None = self._check_password(user, credentials.get("password") or "")
        return checked
