"""Messages that wait for their time."""

from typing import Any, ClassVar

from chat.events.base import Command, Id, Seq
from chat.events.commands.fields import ClientId, Moment, Words
from chat.events.shapes import MessageShape, ScheduledShape
from chat.scopes import Scope, Scopes


class MessageSchedule(Command):
    """Keeps a message until its time, and sends it then, whether its author is there or not;
    answered by `{scheduled: ScheduledShape}`. The same `client_id` again gives the same answer.
    `draft` is as in `message:send`."""

    event: ClassVar[str] = "message:schedule"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"scheduled": ScheduledShape}
    room: Id
    client_id: ClientId
    text: Words
    at: Moment
    draft: Seq | None = None


class ScheduledUpdate(Command):
    """Changes the text or the time of one's own scheduled message, what is null stays; one that
    could not be sent waits again. Answered by `{scheduled: ScheduledShape}`."""

    event: ClassVar[str] = "scheduled:update"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"scheduled": ScheduledShape}
    scheduled: Id
    text: Words | None = None
    at: Moment | None = None


class ScheduledCancel(Command):
    """Takes a scheduled message back; answered by `{scheduled: ScheduledShape}`."""

    event: ClassVar[str] = "scheduled:cancel"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"scheduled": ScheduledShape}
    scheduled: Id


class ScheduledSend(Command):
    """Sends a scheduled message now; answered by `{message: MessageShape}`."""

    event: ClassVar[str] = "scheduled:send"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"message": MessageShape}
    scheduled: Id


COMMANDS: tuple[type[Command], ...] = (
    MessageSchedule,
    ScheduledUpdate,
    ScheduledCancel,
    ScheduledSend,
)
