"""Groups of people who are mentioned by one name."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class UserGroup(models.Model):
    """People whom `@handle` calls, where they are in the room. Made and changed by admins.

    A handle is unlike every other and unlike every user name (`name_key`).
    """

    handle = models.CharField(max_length=40, unique=True)
    name_key = models.CharField(max_length=200, unique=True, editable=False)
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="user_groups")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"@{self.handle}"
