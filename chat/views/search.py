"""The page of search: what is asked stands in its address, to be sent and gone back to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chat.errors import TooMany
from chat.events.shapes import SearchHit, SearchPage
from chat.limits import limits
from chat.queries.search import search as found_by
from chat.views.frame import Frame
from chat.views.sidebar import room_name
from chat.views.timeline import day_text, told, zone_of

# What begins a filter, and what it is for; script completes what follows.
OPERATORS = (
    ("from:", "someone"),
    ("in:", "a room"),
    ("before:", "a day"),
    ("after:", "a day"),
    ("has:", "file, image, link, pin, poll"),
    ("is:", "saved, thread"),
)
_GLYPHS = {"public": "hash", "private": "lock"}  # what stands before a room's name


@dataclass(frozen=True, kw_only=True)
class HitRow:
    """One result as the page shows it."""

    hit: SearchHit
    place: str
    glyph: str
    href: str
    time: str


@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """The results of `q`; without it, how to search."""
    frame = Frame(request, searches=True)
    words = " ".join(request.GET.get("q", "").split())
    page = _page(frame, words)
    zone = zone_of(frame.user)
    today = timezone.now().astimezone(zone).date()

    def context() -> dict[str, Any]:
        return frame.context(
            title="Search",
            words=words,
            page=page,
            hits=list(_rows(page, frame, zone, today)),
            operators=OPERATORS,
            week_ago=(today - timedelta(days=7)).isoformat(),
        )

    about = (page.next, page.cut, page.problem)
    return frame.page("chat/search.html", context, name=words, same=page.hits, equal=about)


def _page(frame: Frame, words: str) -> SearchPage:
    if not words:
        return SearchPage()
    try:
        limits().search.take(frame.user.pk)
    except TooMany as error:
        return SearchPage(problem=error.message)
    return found_by(user=frame.user, words=words, seen=frame.seen)


def _rows(page: SearchPage, frame: Frame, zone: ZoneInfo, today: date) -> Iterator[HitRow]:
    rooms = {mine.room.id: mine for mine in frame.mine}
    for hit in page.hits:
        message, mine = hit.message, rooms.get(hit.message.room)
        at = told(message.created_at, zone)
        yield HitRow(
            hit=hit,
            place=room_name(mine.room, frame.user) if mine else hit.room_name,
            glyph=_GLYPHS.get(mine.room.kind if mine else "public", "people"),
            href=f"/r/{message.room}/{message.seq}/",
            time=f"{day_text(at.day, today)} at {at.time}",
        )
