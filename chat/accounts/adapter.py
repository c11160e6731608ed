"""What Hearth tells django-allauth about accounts."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from chat.accounts import links
from chat.actions import fields, sessions
from chat.errors import Invalid
from chat.models import Organisation, User

log = logging.getLogger("hearth.accounts")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords and log-outs go through `chat.actions`; links are built on SITE_URL.

    The texts are ours: an unknown user, a wrong password and an account that has ended read the
    same.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "That name and password do not fit together.",
        "email_password_mismatch": "That name and password do not fit together.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
        "enter_current_password": "That is not your current password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only where OPEN_SIGNUP says so; invites and the first run have pages of their own."""
        return bool(settings.OPEN_SIGNUP) and Organisation.objects.exists()

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Our own rules, for every form that sets a password."""
        try:
            fields.check_password(password, user or User())
        except Invalid as fault:
            raise ValidationError(fault.message) from None
        return password

    def set_password(self, user: User, password: str) -> None:
        """Store it and end every other log-in; the session that asks for it stays."""
        request = self.request
        own = request is not None and request.user.pk == user.pk
        sessions.change_password(
            user=user, password=password, keep=request.session.session_key if own else None
        )

    def logout(self, request: HttpRequest) -> None:
        """Log out here: the session's sockets end too."""
        user, key = request.user, request.session.session_key
        super().logout(request)
        if isinstance(user, User) and key:
            sessions.end_session(user=user, session_key=key)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One line in the log for each failure, for whoever watches it."""
        login = str(credentials.get("username") or credentials.get("email") or "")
        log.warning("log-in failed for %.80r from %s", login, self.get_client_ip(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """REMOTE_ADDR, which project.middleware.proxy_headers has set; a socket file has none."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return "0.0.0.0"  # noqa: S104 - not an address to listen on

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's has the Host header in it, of which a client may send as many as there are
        # ports: each would have attempts of its own.
        login = str(credentials.get("email") or credentials.get("username") or "")
        return f"login:{login.strip().lower()}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On SITE_URL, whatever Host header the request came with."""
        return links.reset_url(key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it; when the mail server fails, the log says so and the page reads the same."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception(
                "a mail could not be sent: check EMAIL_HOST and the other EMAIL_ settings"
            )
