"""Whose a personal access token is."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from chat.models import AccessToken

PREFIX = "hearth_"
_TOUCH_EVERY = timedelta(minutes=1)


def digest(raw: str) -> str:
    """What is stored of a token: SHA-256 in hex. The secret has 256 random bits."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def user_of_token(raw: str) -> AccessToken | None:
    """The token with its `user`, if it may still be used; else None.

    None for a token that is unknown or withdrawn and for a user who cannot log in, alike. Notes
    when it was used, at most once a minute.
    """
    if not raw.startswith(PREFIX) or len(raw) > 100:
        return None
    token = (
        AccessToken.objects.select_related("user")
        .filter(digest=digest(raw), withdrawn_at=None, user__is_active=True)
        .first()
    )
    if token is not None:
        _touch(token)
    return token


def _touch(token: AccessToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > _TOUCH_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
