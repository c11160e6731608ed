"""What every template may use."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """`organisation`: its name, for titles and headings."""
    from chat.models import Organisation

    first = Organisation.objects.first()
    return {"organisation": first.name if first else "Hearth"}
