"""What messages said before they were edited."""

from typing import ClassVar

from django.db import models

from chat.models.messages import Message


class MessageVersion(models.Model):
    """What a message said until it was edited. `written_at` is when that was written: when the
    message was sent, or edited before. It goes when the message is deleted."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["message", "id"], name="message_version"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} at {self.written_at}"
