"""From one number to another."""

from chat.errors import NotFound
from chat.models import Message


def room_of_message(message_id: int) -> int:
    """The id of the room that a message is in; tells nothing else of it. `NotFound` for none."""
    room_id = Message.objects.filter(pk=message_id).values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotFound("There is no message with that number.")
    return room_id
