"""What someone has begun to write: theirs alone, the same on all their devices."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.models.messages import Message
from chat.models.rooms import Room


class Draft(models.Model):
    """What someone has begun to write in a room, or in one of its threads (`thread`, its root).

    `me_seq` is its last change in the user's own sequence. A draft that was sent or emptied stays
    as a tombstone, with an empty text.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    me_seq = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "room"],
                condition=models.Q(thread=None),
                name="draft_once_a_room",
            ),
            models.UniqueConstraint(fields=["user", "thread"], name="draft_once_a_thread"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "me_seq"], name="draft_me"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"


class ScheduledState(models.TextChoices):
    """Where a scheduled message stands. `failed` waits for its author, the last two are over."""

    WAITING = "waiting", "Waiting"
    FAILED = "failed", "Failed"
    SENT = "sent", "Sent"
    CANCELLED = "cancelled", "Cancelled"


class Scheduled(models.Model):
    """A message that waits for its time. One that is over stays as a tombstone without its text.

    `client_id` is its author's name for it, so that asking again is safe; the message that it
    becomes has the `client_id` `scheduled-<id>`, so that it becomes one only.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scheduled"
    )
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=64, editable=False)
    text = models.TextField(blank=True)
    send_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ScheduledState, default=ScheduledState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    me_seq = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "client_id"], name="scheduled_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "me_seq"], name="scheduled_me"),
            models.Index(
                fields=["send_at"], condition=models.Q(state="waiting"), name="scheduled_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id} at {self.send_at:%Y-%m-%d %H:%M}"
