"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from chat.queries.organisation import organisation_name

THEMES = ("system", "light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """`organisation`, its name, read only where a template says it; `theme`; the reader's role."""
    user = getattr(request, "user", None)
    return {
        "organisation": SimpleLazyObject(organisation_name),
        "theme": theme(request),
        "me_is_admin": getattr(user, "is_admin", False),
        "me_is_guest": getattr(user, "is_guest", False),
    }


def theme(request: HttpRequest) -> str:
    """The theme of this browser's choosing, from its cookie, so that the first paint has it."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else "system"
