"""Who is connected, where: what presence and the live page read."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Connection(models.Model):
    """One open socket. Its worker renews `seen` every 10 s; rows of a dead worker lapse."""

    sid = models.CharField(max_length=80, primary_key=True)
    worker = models.CharField(max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connections"
    )
    is_away = models.BooleanField(default=False)
    device = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["worker"], name="connection_by_worker"),
            models.Index(fields=["user", "seen"], name="connection_by_user"),
        ]

    def __str__(self) -> str:
        return self.sid
