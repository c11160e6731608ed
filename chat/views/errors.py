"""Error pages that say what happened, what was kept and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers 403 to a form that did not come from one of our own pages, or is too old."""
    return render(request, "errors/403.html", {"reason": "expired"}, status=403)
