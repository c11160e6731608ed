"""The organisation's own emoji."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


def new_picture_id() -> str:
    """The name that a picture of ours is stored and asked for by: a new picture has a new one."""
    return secrets.token_urlsafe(12)


class EmojiMakers(models.TextChoices):
    """Who may add an emoji to the organisation's own."""

    MEMBERS = "members", "Everyone but guests"
    ADMINS = "admins", "Owners and admins"


class CustomEmoji(models.Model):
    """An emoji that `:name:` means here. One that is withdrawn is gone, its picture too: what was
    written with it shows its name."""

    name = models.CharField(max_length=40, unique=True)
    picture = models.CharField(max_length=16, unique=True, default=new_picture_id)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural: ClassVar[str] = "custom emoji"

    def __str__(self) -> str:
        return f":{self.name}:"

    @property
    def url(self) -> str:
        """Where its picture is."""
        return emoji_url(self.picture)

    @property
    def stored_as(self) -> str:
        """Its picture's name in the storage."""
        return emoji_file(self.picture)


def emoji_url(picture: str) -> str:
    """Where the picture of that id is."""
    return f"/emoji/{picture}.webp"


def emoji_file(picture: str) -> str:
    """The storage's name for the picture of that id."""
    return f"emoji/{picture}.webp"
