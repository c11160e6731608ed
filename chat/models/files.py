"""Files: what people upload, and the messages in which they stand."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.models.messages import Message
from chat.models.rooms import Room


class FileKind(models.TextChoices):
    """What a file is to a reader. Pictures, videos and sound are shown in place."""

    PICTURE = "picture", "Picture"
    VIDEO = "video", "Video"
    AUDIO = "audio", "Sound"
    DOCUMENT = "document", "Document"
    OTHER = "other", "Other"


class FileState(models.TextChoices):
    """Where a file stands: on its way here, ready, or to be cleared away."""

    UPLOADING = "uploading", "Uploading"
    READY = "ready", "Ready"
    GONE = "gone", "Gone"


def new_id() -> str:
    """A file's public name, which nobody guesses: 128 random bits, 22 characters."""
    return secrets.token_urlsafe(16)


class File(models.Model):
    """Something that someone uploaded. Until it is sent with a message it is its owner's alone.

    `public_id` is its name for clients; `stored_as` and `thumbnail_as` are names of our own in the
    storage, empty while there is nothing. `name` is what its owner called it, cleaned; `media_type`
    and `kind` are decided by its content. `size` is in bytes, `width` and `height` in pixels. What
    has an `expires_at` is cleared away then: an upload that was left, a file that nobody sent, one
    whose messages were deleted.
    """

    public_id = models.CharField(max_length=22, unique=True, default=new_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="files"
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, default="application/octet-stream")
    kind = models.CharField(max_length=8, choices=FileKind, default=FileKind.OTHER)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.CharField(max_length=1_000, blank=True)
    state = models.CharField(max_length=9, choices=FileState, default=FileState.UPLOADING)
    stored_as = models.CharField(max_length=100, blank=True, editable=False)
    thumbnail_as = models.CharField(max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="file_expires",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file's place in a message. A message that was forwarded has the same file again."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="attachments")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=FileKind)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "file"], name="attachment_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["room", "-id"], name="attachment_room"),
            models.Index(fields=["room", "kind", "-id"], name="attachment_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} in {self.message_id}"
