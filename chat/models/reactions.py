"""Reactions: an emoji that someone set under a message."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.models.messages import Message


class Reaction(models.Model):
    """One person's emoji under one message. Those of a message stand in the order of their ids.
    `name` is what the emoji is called; `picture` is that of one of the organisation's own, which
    is written `:name:`; `author` is who wrote the message, and hears of it.

    Taking one back deletes the row: what hangs on a message is told with the whole of it
    (`chat.actions.changes`), so that no tombstone is needed.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False,
    )  # fmt: skip
    emoji = models.CharField(max_length=64)
    picture = models.CharField(max_length=16, blank=True, db_default="")
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "user", "emoji"], name="reaction_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["author", "-created_at"], name="reaction_heard"),
        ]

    def __str__(self) -> str:
        return f"{self.emoji} by {self.user_id} under {self.message_id}"
