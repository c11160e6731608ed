"""The inbox: what someone said of what waits for them there."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from chat.models.messages import Message


class InboxKind(models.TextChoices):
    """What brings something into an inbox."""

    MENTION = "mention", "A message that mentions one"
    THREAD = "thread", "Replies in a thread that one follows"
    REACTION = "reaction", "Reactions to a message of one's own"


class InboxMark(models.Model):
    """That someone is done with one item of their inbox, or wants it back (`done` false).

    Items are not stored: they are what mentions, followed threads and reactions say
    (`chat.queries.inbox`). `message` is the one an item is known by: the mention, the thread's
    first, or one's own. The mark holds for what had happened `at`; what comes later is new again.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox_marks"
    )
    kind = models.CharField(max_length=8, choices=InboxKind)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    done = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "kind", "message"], name="inbox_mark_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "at"], name="inbox_mark_age"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.message_id}"
