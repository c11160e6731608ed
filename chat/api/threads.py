"""Threads."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from chat.actions import threads
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import OptionalSeq, PathId
from chat.events.base import Seq
from chat.events.commands import ThreadFollow, ThreadHistory, ThreadList, ThreadRead
from chat.events.commands.fields import Flag
from chat.events.shapes import FollowedThread, History, MyThread
from chat.queries import threads as thread_queries

router = Router(tags=["threads"])


class Following(Schema):
    """Whether one follows a thread."""

    following: Flag


class ThreadCursor(Schema):
    """How far one has read in a thread."""

    seq: Seq


@router.get("/threads", response=list[FollowedThread])
@command(ThreadList)
def followed(request: HttpRequest) -> list[FollowedThread]:
    """The threads that the asker follows, those with something unread first."""
    return thread_queries.followed(user=asker(request))


@router.get("/rooms/{int:room_id}/threads/{int:thread}", response=History)
@command(ThreadHistory)
def history(
    request: HttpRequest,
    room_id: PathId,
    thread: PathId,
    before: OptionalSeq = None,
    after: OptionalSeq = None,
    around: OptionalSeq = None,
    limit: Annotated[int | None, Query(ge=1, le=200)] = None,
) -> History:
    """A page of a thread before, after or around a number; by default the newest."""
    return thread_queries.history(
        user=asker(request), room_id=room_id, thread=thread,
        before=before, after=after, around=around, limit=limit,
    )  # fmt: skip


@router.put("/rooms/{int:room_id}/threads/{int:thread}/follow", response=MyThread)
@command(ThreadFollow)
def follow(request: HttpRequest, room_id: PathId, thread: PathId, body: Following) -> MyThread:
    """Follow a thread, or no longer."""
    return threads.set_following(
        user=asker(request), room_id=room_id, thread=thread, following=body.following
    )


@router.post("/rooms/{int:room_id}/threads/{int:thread}/read", response=MyThread)
@command(ThreadRead)
def set_read(request: HttpRequest, room_id: PathId, thread: PathId, body: ThreadCursor) -> MyThread:
    """Move the read cursor in a thread."""
    return threads.set_read(user=asker(request), room_id=room_id, thread=thread, seq=body.seq)
