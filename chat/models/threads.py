"""Threads: who follows which, and how far they have read."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from chat.models.messages import Message
from chat.models.rooms import Room


class ThreadFollow(models.Model):
    """Someone who follows a thread, or the tombstone (`following` false) of their having done so.

    `root` is the thread's first message, `room` the room of both. `read_seq` is how far they have
    read, a number of the room's; `me_seq` is the last change in the user's own sequence.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thread_follows"
    )
    root = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="follows")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    following = models.BooleanField(default=True)
    read_seq = models.PositiveBigIntegerField(default=0)
    me_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "root"], name="thread_follow_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "me_seq"], name="thread_follow_me"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.root_id}"
