"""The log of administrative acts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """One administrative act: who did what to whom or what, when and why. Never changed.

    `actor` is null for an act on the command line. `target` is `<kind>:<id>`, `label` what it was
    called then. `details` holds what changed, never a secret.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    act = models.CharField(max_length=40)
    target = models.CharField(max_length=60)
    label = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "audit log"
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.target}"
