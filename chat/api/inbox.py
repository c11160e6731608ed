"""The inbox."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from chat.actions import inbox
from chat.api.auth import asker
from chat.api.operations import command
from chat.events.base import Id
from chat.events.commands import InboxCount, InboxList, InboxMarkSet, InboxRead
from chat.events.commands.fields import Flag
from chat.events.shapes import InboxCounts, InboxPage, InboxState
from chat.events.shapes.inbox import InboxKindName
from chat.queries import inbox as inbox_queries

router = Router(tags=["inbox"])


class Marked(Schema):
    """An item, and whether one is done with it."""

    kind: InboxKindName
    item: Id
    done: Flag


@router.get("/inbox", response=InboxPage)
@command(InboxList)
def page(
    request: HttpRequest,
    kind: InboxKindName | None = None,
    unread: bool | None = None,
    before: Annotated[str | None, Query(max_length=100)] = None,
) -> InboxPage:
    """A page of what was said to the asker, the latest first."""
    return inbox_queries.page(user=asker(request), kind=kind, unread=unread, before=before)


@router.get("/inbox/count", response=InboxCounts)
@command(InboxCount)
def counts(request: HttpRequest) -> InboxCounts:
    """How much of it waits."""
    return inbox_queries.counts(user=asker(request))


@router.put("/inbox/mark", response=InboxState)
@command(InboxMarkSet)
def mark(request: HttpRequest, body: Marked) -> InboxState:
    """Be done with an item, or want it back."""
    return inbox.mark(user=asker(request), kind=body.kind, item=body.item, done=body.done)


@router.post("/inbox/read", response=InboxState)
@command(InboxRead)
def read_all(request: HttpRequest) -> InboxState:
    """Be done with all of it."""
    return inbox.read_all(user=asker(request))
