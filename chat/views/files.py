"""Files, under addresses that ask each time who comes."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from chat.files.sending import send_file
from chat.queries import files as file_queries


@require_safe
def file(request: HttpRequest, file_id: str, name: str) -> HttpResponseBase:
    """The file itself. `name` is for people: what it is called is known here."""
    return send_file(request, file_queries.sent_file(user=request.user, file_id=file_id))


@require_safe
def thumbnail(request: HttpRequest, file_id: str) -> HttpResponseBase:
    """A small picture of it."""
    return send_file(request, file_queries.sent_thumbnail(user=request.user, file_id=file_id))
