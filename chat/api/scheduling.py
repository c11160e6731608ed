"""Messages that wait for their time."""

from django.http import HttpRequest
from ninja import Router, Schema

from chat.actions import scheduling
from chat.api.auth import asker
from chat.api.operations import command, needs
from chat.api.parameters import PathId
from chat.events.commands import MessageSchedule, ScheduledCancel, ScheduledSend, ScheduledUpdate
from chat.events.commands.fields import Moment, Words
from chat.events.shapes import MessageShape, ScheduledShape
from chat.limits import limits
from chat.queries import scheduling as scheduled_queries
from chat.scopes import Scope

router = Router(tags=["scheduled messages"])


class NewPlan(Schema):
    """Another text, another time; what is null stays."""

    text: Words | None = None
    at: Moment | None = None


@router.get("/scheduled", response=list[ScheduledShape])
@needs(Scope.READ)
def my_scheduled(request: HttpRequest) -> list[ScheduledShape]:
    """What of the asker's waits for its time or could not be sent, the next first."""
    return scheduled_queries.my_scheduled(user=asker(request))


@router.post("/scheduled", response=ScheduledShape)
@command(MessageSchedule)
def schedule(request: HttpRequest, body: MessageSchedule) -> ScheduledShape:
    """Keep a message until its time."""
    user = asker(request)
    limits().send.take(user.pk)
    return scheduling.schedule_message(
        user=user, room_id=body.room, client_id=body.client_id, text=body.text, at=body.at,
        draft=body.draft,
    )  # fmt: skip


@router.patch("/scheduled/{int:scheduled_id}", response=ScheduledShape)
@command(ScheduledUpdate)
def update(request: HttpRequest, scheduled_id: PathId, body: NewPlan) -> ScheduledShape:
    """Change its text or its time."""
    return scheduling.update_scheduled(
        user=asker(request), scheduled_id=scheduled_id, text=body.text, at=body.at
    )


@router.delete("/scheduled/{int:scheduled_id}", response=ScheduledShape)
@command(ScheduledCancel)
def cancel(request: HttpRequest, scheduled_id: PathId) -> ScheduledShape:
    """Take it back."""
    return scheduling.cancel_scheduled(user=asker(request), scheduled_id=scheduled_id)


@router.post("/scheduled/{int:scheduled_id}/send", response=MessageShape)
@command(ScheduledSend)
def send_now(request: HttpRequest, scheduled_id: PathId) -> MessageShape:
    """Send it before its time."""
    user = asker(request)
    limits().send.take(user.pk)
    return scheduling.send_scheduled(user=user, scheduled_id=scheduled_id)
