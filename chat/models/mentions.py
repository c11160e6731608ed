"""Mentions: whom a message calls by name."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from chat.models.messages import Message
from chat.models.rooms import Room


class Mention(models.Model):
    """Someone whom a message mentions: a member of its room and not its author.

    `user` null is everyone in the room, and then the message has no other row. `via` says how:
    by name, in a group, or being there (`here`). Room and `seq` are the message's own, so that
    what is unread is counted from here. Gone when the message is deleted.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="mentions"
    )
    via = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "user"], name="mention_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["room", "user", "seq"], name="mention_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or 'everyone'} in {self.message_id}"
