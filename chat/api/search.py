"""Search."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import OptionalSeq
from chat.events.commands import Search
from chat.events.shapes import SearchPage
from chat.limits import limits
from chat.queries import search as queries

router = Router(tags=["search"])


@router.get("/search", response=SearchPage)
@command(Search)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=1_000)],
    before: OptionalSeq = None,
    limit: Annotated[int | None, Query(ge=1, le=1_000)] = None,
) -> SearchPage:
    """A page of the messages that match words, "phrases", -not and filters: `from:`, `in:`,
    `before:`, `after:`, `on:`, `has:file|image|link|pin|poll`, `is:thread|saved`."""
    user = asker(request)
    limits().search.take(user.pk)
    return queries.search(user=user, words=q, before=before, limit=limit)
