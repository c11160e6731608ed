"""Pins."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import pins
from chat.answers import Answer
from chat.events.commands import MessagePin, MessageUnpin, RoomPins
from chat.queries import pins as pin_queries
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class PinCommands(Namespace):
    """Pins messages to their rooms."""

    @command(MessagePin)
    async def message_pin(self, socket: Socket, data: MessagePin) -> Answer:
        """By a member."""
        message = await act(
            socket, pins.pin_message, "actor", room_id=data.room, message_id=data.message
        )
        return ok(message=message)

    @command(MessageUnpin)
    async def message_unpin(self, socket: Socket, data: MessageUnpin) -> Answer:
        """By a member."""
        message = await act(
            socket, pins.unpin_message, "actor", room_id=data.room, message_id=data.message
        )
        return ok(message=message)

    @command(RoomPins)
    async def room_pins(self, socket: Socket, data: RoomPins) -> Answer:
        """What is pinned now."""
        return ok(messages=await ask(socket, pin_queries.pins, room_id=data.room))
