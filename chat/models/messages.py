"""Messages: what people wrote, and the room's notices."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.models.rooms import Room

# What someone does, in the third person: `/me waves`.
ACTION = "/me "


class MessageKind(models.TextChoices):
    """What someone wrote, or what happened to the room: `notice` says which in `text`."""

    TEXT = "text", "Message"
    NOTICE = "notice", "Notice"


class Message(models.Model):
    """One entry of a room's timeline.

    `seq` is its place in the room and never changes; `changed_seq` is its last change in the same
    sequence. `text` is what was written, `html` its sanitised rendering. A deleted message stays
    as a tombstone: `deleted_at` set, `text` and `html` empty. A notice has `notice` (`joined`,
    `left`, `added`, `removed`, `renamed`, `topic`, `created`, `pinned`), its actor as `author`,
    whom it is about as `subject` and words in `text`: the new topic, the pinned message's `seq`.
    `client_id` is the author's own name for it, unique among theirs: sending it again is safe.
    One that its author took back at once is deleted and `withdrawn`: it stands nowhere any more.
    A reply in a thread has the thread's first message as `thread_root`, and stands in the room's
    timeline (`in_room`) only where it was sent there too. What hangs on a first message is kept
    with it: how many replies there are, when the last was written, and by whom (user ids, the
    latest first, a few), and how many files stand in it, so that a page of the timeline asks for
    no more than its rows.
    """

    # Without an index of its own: others begin with the room, and PostgreSQL would take that one to
    # count what is unread, reading the whole room.
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="messages"
    )
    kind = models.CharField(max_length=8, choices=MessageKind, default=MessageKind.TEXT)
    notice = models.CharField(max_length=12, blank=True)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    client_id = models.CharField(max_length=64, null=True, editable=False)
    body_digest = models.CharField(max_length=64, blank=True, editable=False)
    seq = models.PositiveBigIntegerField()
    changed_seq = models.PositiveBigIntegerField()
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    delete_reason = models.CharField(max_length=200, blank=True)
    thread_root = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
        db_index=False,
    )
    in_room = models.BooleanField(default=True)
    withdrawn = models.BooleanField(default=False)
    reply_count = models.PositiveIntegerField(default=0)
    last_reply_at = models.DateTimeField(null=True, blank=True)
    repliers = models.JSONField(default=list, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    file_count = models.PositiveSmallIntegerField(default=0)
    # What is shown of its links, as it travels (`PreviewShape`): a page of the timeline asks for no
    # more than its rows.
    previews = models.JSONField(default=list, blank=True)
    poll = models.OneToOneField(
        "chat.Poll", null=True, blank=True, on_delete=models.SET_NULL, related_name="message"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["room", "seq"], name="message_seq_once"),
            models.UniqueConstraint(fields=["author", "client_id"], name="message_client_id_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["room", "changed_seq"], name="message_changes"),
            models.Index(fields=["created_at"], name="message_created"),
            models.Index(
                fields=["room", "seq"], condition=models.Q(in_room=True), name="message_timeline"
            ),
            models.Index(
                fields=["room", "created_at"],
                condition=models.Q(in_room=True),
                name="message_by_time",
            ),
            models.Index(
                fields=["thread_root", "seq"],
                condition=models.Q(thread_root__isnull=False),
                name="message_thread",
            ),
            models.Index(
                fields=["room", "-pinned_at"],
                name="message_pinned",
                condition=models.Q(pinned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq}"
