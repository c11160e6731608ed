"""Ways in beside a password: invite links and personal access tokens.

Both are kept as SHA-256 of a secret of 256 random bits (no slow hash is needed for such a secret)
and looked up by it; the secret itself is shown once, when it is made.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from chat.models.users import Role
from chat.scopes import EVERY, Scopes, as_scopes, as_text


class Invite(models.Model):
    """A link with which so many people may make an account until it expires or is withdrawn.

    The secret is kept, so that an admin can copy the link again; it opens nothing but sign-up.
    """

    secret = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    rooms = models.ManyToManyField("chat.Room", blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invite {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether someone may still join with it."""
        spent = self.uses >= self.max_uses or self.expires_at <= timezone.now()
        return self.withdrawn_at is None and not spent


class AccessToken(models.Model):
    """A personal access token of a client that is no browser: `hearth_<secret>` as a bearer.

    It ends by itself at `expires_at`, when there is one.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8)  # the secret's last characters, to tell tokens apart
    scope = models.CharField(max_length=200, default=as_text(EVERY))  # as chat/scopes writes them
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "withdrawn_at"], name="token_by_user"),
            models.Index(
                fields=["expires_at"], name="token_by_end", condition=models.Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"

    @property
    def scopes(self) -> Scopes:
        """What it may do."""
        return as_scopes(self.scope)
