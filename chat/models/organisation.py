"""The organisation itself: one row, made at the first run."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chat.models.emoji import EmojiMakers


class Audience(models.TextChoices):
    """Who sees something."""

    EVERYONE = "everyone", "Everyone who sees the message"
    ADMINS = "admins", "Owners and admins"


class Organisation(models.Model):
    """The one organisation that this Hearth serves. Its row exists from the first run's page on.

    `link_previews`: whether what people link to is fetched and shown. `read_receipts`: whether one
    is told who has read a message. `edit_minutes` and `delete_minutes`: for how long authors may
    edit and delete what they wrote; null is for ever, 0 is not at all. `versions_for`: who sees
    what a message said before.
    """

    name = models.CharField(max_length=80)
    read_receipts = models.BooleanField(default=True, db_default=True)
    link_previews = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    emoji_makers = models.CharField(
        max_length=7, choices=EmojiMakers, default=EmojiMakers.MEMBERS, db_default="members"
    )
    edit_minutes = models.PositiveIntegerField(null=True, blank=True)
    delete_minutes = models.PositiveIntegerField(null=True, blank=True)
    versions_for = models.CharField(
        max_length=8, choices=Audience, default=Audience.EVERYONE, db_default="everyone"
    )
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(only=True), name="organisation_only_one")
        ]

    def __str__(self) -> str:
        return self.name
