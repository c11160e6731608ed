"""Whose a personal access token is."""

import hashlib
from collections.abc import Iterable, Sequence
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
    return users_of_tokens([raw]).get(raw)


def users_of_tokens(raws: Iterable[str]) -> dict[str, AccessToken]:
    """The same for many, by what was given: one query."""
    may_be = {digest(raw): raw for raw in raws if raw.startswith(PREFIX) and len(raw) <= 100}
    if not may_be:
        return {}
    usable = usable_tokens().filter(digest__in=list(may_be), user__is_active=True)
    tokens = list(usable.select_related("user"))
    _touch(tokens)
    return {may_be[token.digest]: token for token in tokens}


def usable_tokens() -> "QuerySet[AccessToken]":
    """Those that are neither withdrawn nor over."""
    to_come = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return AccessToken.objects.filter(to_come, withdrawn_at=None)


def due(*, now: datetime, most: int) -> list[int]:
    """The ids of those whose time is over and that nobody has ended yet: one query."""
    rows = AccessToken.objects.filter(withdrawn_at=None, expires_at__lte=now)
    return list(rows.order_by("expires_at", "pk").values_list("pk", flat=True)[:most])


def _touch(tokens: Sequence[AccessToken]) -> None:
    now = timezone.now()
    stale = [
        token for token in tokens
        if token.last_used_at is None or now - token.last_used_at > _TOUCH_EVERY
    ]  # fmt: skip
    if stale:
        AccessToken.objects.filter(pk__in=[token.pk for token in stale]).update(last_used_at=now)
    for token in stale:
        token.last_used_at = now
