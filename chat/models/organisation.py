"""The organisation itself: one row, made at the first run."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chat.models.emoji import EmojiMakers


class Organisation(models.Model):
    """The one organisation that this Hearth serves. Its row exists from the first run's page on.

    `link_previews`: whether what people link to is fetched and shown. `read_receipts`: whether one
    is told who has read a message.
    """

    name = models.CharField(max_length=80)
    read_receipts = models.BooleanField(default=True, db_default=True)
    link_previews = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    emoji_makers = models.CharField(
        max_length=7, choices=EmojiMakers, default=EmojiMakers.MEMBERS, db_default="members"
    )
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(only=True), name="organisation_only_one")
        ]

    def __str__(self) -> str:
        return self.name
