"""Links that leave the page: built on SITE_URL, never on a request's Host header."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from chat.models import Invite, User


def absolute(path: str) -> str:
    """`path` (from `reverse`) as people can open it from elsewhere."""
    return f"{settings.SITE_URL}{path}"


def invite_url(invite: Invite) -> str:
    """The link that lets someone in."""
    return absolute(reverse("invite", args=[invite.secret]))


def setup_url(token: str) -> str:
    """The first run's page."""
    return absolute(reverse("setup", args=[token]))


def reset_url(key: str) -> str:
    """The page that sets a new password; `key` is `<user>-<token>`."""
    uid, _, token = key.partition("-")
    return absolute(reverse("account_reset_password_from_key", args=[uid, token]))


def new_reset_url(user: User) -> str:
    """A link that sets `user`'s password once, until it is used or PASSWORD_RESET_TIMEOUT ends."""
    return reset_url(f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}")
