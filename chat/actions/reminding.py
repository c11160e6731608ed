"""Reminders of one's own words: kept as a note to oneself, on one's list, with a time."""

from datetime import datetime

from django.db import transaction

from chat.actions import messages, rooms, saved
from chat.events.shapes import SavedShape
from chat.models import User


def remind_me(*, user: User, client_id: str, text: str, at: datetime) -> SavedShape:
    """Write `text` into `user`'s notes to themselves and tell them of it `at` (aware); gives what
    is on their list. The same `client_id` again changes nothing.

    Raises `Invalid` for the text and for a time that is past or too far off, `Conflict` for one
    too many.
    """
    with transaction.atomic():
        notes = rooms.open_direct(user=user, other_id=user.pk).room.id
        note = messages.send_message(author=user, room_id=notes, client_id=client_id, text=text)
        kept = saved.save_message(user=user, room_id=notes, message_id=note.id)
        return saved.update_saved(user=user, saved_id=kept.id, remind_at=at)
