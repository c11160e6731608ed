"""Threads: replies to a message, beside the room."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from chat.events.base import Command, Id, Seq
from chat.events.commands.fields import Flag
from chat.events.shapes import FollowedThread, History, MyThread
from chat.scopes import Scope, Scopes


class ThreadHistory(Command):
    """Asks for a page of a thread, as `room:history` does of a room; the page that begins it has
    its first message too. Answered by `{history: History}`."""

    event: ClassVar[str] = "thread:history"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"history": History}
    room: Id
    thread: Id
    before: Seq | None = None
    after: Seq | None = None
    around: Seq | None = None
    limit: Annotated[int, Field(ge=1, le=200, strict=True)] | None = None


class ThreadFollow(Command):
    """Follows a thread or no longer does; answered by `{thread: MyThread}`. Whoever replies, and
    whose message is replied to, follows without asking."""

    event: ClassVar[str] = "thread:follow"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"thread": MyThread}
    room: Id
    thread: Id
    following: Flag


class ThreadRead(Command):
    """Moves the read cursor in a thread that one follows, forward only; answered by
    `{thread: MyThread}`."""

    event: ClassVar[str] = "thread:read"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"thread": MyThread}
    room: Id
    thread: Id
    seq: Seq


class ThreadList(Command):
    """Asks for the threads that the asker follows, those with something unread first, then those
    with the latest reply; answered by `{threads: [FollowedThread]}`."""

    event: ClassVar[str] = "thread:list"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"threads": list[FollowedThread]}


COMMANDS: tuple[type[Command], ...] = (
    ThreadHistory,
    ThreadFollow,
    ThreadRead,
    ThreadList,
)
