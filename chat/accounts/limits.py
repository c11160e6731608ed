"""allauth's rate limits for pages of ours."""

from collections.abc import Callable
from typing import cast

from allauth.decorators import rate_limit
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def limited(action: str) -> Callable[[View], View]:
    """Answers 429 when `action` (a key of allauth's RATE_LIMITS) is posted too often."""
    return cast(Callable[[View], View], rate_limit(action=action))
