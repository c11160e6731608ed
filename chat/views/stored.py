"""Small pictures that we made: emoji, avatars and those of link previews, each under a name that no
other will have."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chat.models.emoji import emoji_file
from chat.queries import previews
from chat.views.people import member_required

_WEEK = 60 * 60 * 24 * 7
_YEAR = 60 * 60 * 24 * 365


@require_safe
@login_required
def emoji(request: HttpRequest, picture: str) -> HttpResponse:
    """One of the organisation's own emoji."""
    # A week and no year: one that was withdrawn is to be gone from browsers too.
    return _stored(emoji_file(picture), seconds=_WEEK)


@require_safe
@login_required
def avatar(request: HttpRequest, picture: str) -> HttpResponse:
    """Someone's picture, in one of its sizes."""
    return _stored(f"avatars/{picture}.webp", seconds=_YEAR)


@require_safe
@login_required
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of an address, for who may read a message that shows it."""
    return _stored(previews.picture(user=member_required(request), name=name), seconds=_WEEK)


def _stored(name: str, *, seconds: int) -> HttpResponse:
    """The WebP of that name in the storage, kept by the browser of whoever was let in."""
    try:
        with storages["files"].open(name) as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = f"private, max-age={seconds}, immutable"
    return response
