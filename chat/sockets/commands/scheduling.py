"""Messages that wait for their time."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import scheduling
from chat.answers import Answer
from chat.events.commands import MessageSchedule, ScheduledCancel, ScheduledSend, ScheduledUpdate
from chat.limits import limits
from chat.sockets.answers import ok
from chat.sockets.asking import act


class SchedulingCommands(Namespace):
    """Keeps, changes and takes back scheduled messages."""

    @command(MessageSchedule)
    async def message_schedule(self, socket: Socket, data: MessageSchedule) -> Answer:
        """Sent when its time comes."""
        scheduled = await act(
            socket, scheduling.schedule_message, "user", limits().send,
            room_id=data.room, client_id=data.client_id, text=data.text, at=data.at,
            draft=data.draft,
        )  # fmt: skip
        return ok(scheduled=scheduled)

    @command(ScheduledUpdate)
    async def scheduled_update(self, socket: Socket, data: ScheduledUpdate) -> Answer:
        """Its text, its time."""
        scheduled = await act(
            socket, scheduling.update_scheduled, "user",
            scheduled_id=data.scheduled, text=data.text, at=data.at,
        )  # fmt: skip
        return ok(scheduled=scheduled)

    @command(ScheduledCancel)
    async def scheduled_cancel(self, socket: Socket, data: ScheduledCancel) -> Answer:
        """It will not be sent."""
        scheduled = await act(
            socket, scheduling.cancel_scheduled, "user", scheduled_id=data.scheduled
        )
        return ok(scheduled=scheduled)

    @command(ScheduledSend)
    async def scheduled_send(self, socket: Socket, data: ScheduledSend) -> Answer:
        """Before its time."""
        message = await act(
            socket, scheduling.send_scheduled, "user", limits().send, scheduled_id=data.scheduled
        )
        return ok(message=message)
