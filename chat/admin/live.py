"""The live page: how this Hearth is now. First rendered here, then fed by the namespace `/ops`."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from chat.admin.figures import figures
from chat.ops import first_sample


def live(request: HttpRequest, *, site: AdminSite) -> TemplateResponse:
    """The page. At the most two seconds are spent on asking the workers."""
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "Live",
        "live": figures(first_sample()),
    }
    return TemplateResponse(request, "admin/live.html", context)
