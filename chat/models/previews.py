"""Link previews: what is said of the addresses in messages."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class PreviewState(models.TextChoices):
    """Whether there is something to show of an address."""

    WAITING = "waiting", "Not fetched yet"
    SHOWN = "shown", "Shown"
    NOTHING = "nothing", "Nothing to show"


class LinkPreview(models.Model):
    """What was found at `url`, once for all messages that link to it.

    It is to be fetched from `due_at` on; whoever fetches it first moves that on, so that another
    process does it should this one not come back (`tries` so far). `kind` is `page`, or `picture`
    for an address that is one. Its picture is `picture`, the name of a WebP file of ours in the
    store, also the last part of its address; empty without.
    """

    url = models.TextField()
    url_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=PreviewState, default=PreviewState.WAITING)
    due_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=8, default="page")
    site = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300, blank=True)
    description = models.CharField(max_length=500, blank=True)
    picture = models.CharField(max_length=32, blank=True, db_index=True)
    picture_width = models.PositiveIntegerField(default=0)
    picture_height = models.PositiveIntegerField(default=0)
    picture_alt = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], name="preview_due", condition=models.Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.url


class MessageLink(models.Model):
    """An address in a message, the `place`th of those that have a preview.

    `told` once the message says what was found, or nothing was. One that is `removed` stays away,
    whatever the message is edited to.
    """

    message = models.ForeignKey("chat.Message", on_delete=models.CASCADE, related_name="links")
    preview = models.ForeignKey(LinkPreview, on_delete=models.CASCADE, related_name="links")
    place = models.PositiveSmallIntegerField(default=0)
    told = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "preview"], name="message_link_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["preview"], name="link_untold", condition=models.Q(told=False)),
        ]

    def __str__(self) -> str:
        return f"{self.preview_id} in {self.message_id}"
