"""Messages that someone has put aside for later: theirs alone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.models.messages import Message


class SavedState(models.TextChoices):
    """Where a saved message stands; one that was taken off the list stays as a tombstone."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    REMOVED = "removed", "Removed"


class Saved(models.Model):
    """A message on someone's list, with a note of theirs.

    `remind_at` is when they want to hear of it. When that comes it gives way to `reminded_at`,
    which stays until they have said what becomes of it. `me_seq` is its last change in the user's
    own sequence.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved"
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=SavedState, default=SavedState.OPEN)
    note = models.CharField(max_length=500, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    me_seq = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "message"], name="saved_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "me_seq"], name="saved_me"),
            models.Index(
                fields=["remind_at"],
                condition=models.Q(state="open", remind_at__isnull=False),
                name="saved_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} of {self.user_id}"
