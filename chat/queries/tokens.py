"""Whose a personal access token is."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from chat.models import AccessToken

PREFIX = "hearth_"
_TOUCH_EVERY = timedelta(minutes=1)


def digest(raw: str) -> str:
    """What is stored of a token: SHA-256 in hex. The secret has 256 random bits."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def user_of_token(raw: str) -> AccessToken | None:
    """The token with its `user`, if it may still be used; else None.

    None for a token that is unknown, withdrawn or over and for a user who cannot log in, alike.
    Notes when it was used, at most once a minute.
    """
    if not raw.startswith(PREFIX) or len(raw) > 100:
        return None
    token = (
        usable_tokens()
        .select_related("user")
        .filter(digest=digest(raw), user__is_active=True)
        .first()
    )
    if token is not None:
        _touch(token)
    return token


def usable_tokens() -> "QuerySet[AccessToken]":
    """Those that are neither withdrawn nor over."""
    to_come = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return AccessToken.objects.filter(to_come, withdrawn_at=None)


def due(*, now: datetime, most: int) -> list[int]:
    """The ids of those whose time is over and that nobody has ended yet: one query."""
    rows = AccessToken.objects.filter(withdrawn_at=None, expires_at__lte=now)
    return list(rows.order_by("expires_at", "pk").values_list("pk", flat=True)[:most])


def _touch(token: AccessToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > _TOUCH_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
