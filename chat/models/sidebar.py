"""How someone has arranged their sidebar."""

from django.conf import settings
from django.db import models


class Sidebar(models.Model):
    """The sections of a user's sidebar, in their order: a list of `{key, name, sort, folded}`.

    Always in it are `starred`, `rooms` and `direct`, whose names are the client's; the others have
    the keys `s1`, `s2`, …, of which `last_key` was the last. It is read with the user's head, in
    one query; who never changed anything has no row.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="sidebar"
    )
    layout = models.JSONField()
    last_key = models.PositiveIntegerField(default=0)
    me_seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"sidebar of {self.user_id}"
