"""Personal access tokens: made, shown once, withdrawn."""

import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat import broadcast
from chat.access import require_active
from chat.actions import audit, authority, fields
from chat.errors import Conflict, NotFound
from chat.models import AccessToken, User
from chat.queries.tokens import PREFIX, digest


def create_token(*, user: User, name: str) -> tuple[AccessToken, str]:
    """Make a token for a client that is no browser; gives its row and the token itself.

    The token is kept nowhere: show it to the user now. Raises `Invalid` for a name that is empty
    or too long, `Conflict` when the user has as many as they may.
    """
    require_active(user)
    name = fields.clean_token_name(name)
    raw = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once count each other
        if user.tokens.filter(withdrawn_at=None).count() >= settings.HEARTH["TOKENS_PER_USER"]:
            raise Conflict("You have as many tokens as one person may. Withdraw one first.")
        row = AccessToken.objects.create(user=user, name=name, digest=digest(raw), hint=raw[-4:])
    return row, raw


def withdraw_token(*, user: User, token_id: int, reason: str = "") -> None:
    """End a token and its connections; once withdrawn, doing it again changes nothing.

    `user` is its owner, or an admin, whose act is recorded with `reason`. To anyone else it does
    not exist: `NotFound`. `Forbidden` for an admin and an owner's token.
    """
    require_active(user)
    token = AccessToken.objects.select_related("user").filter(pk=token_id).first()
    if token is None or (token.user_id != user.pk and not user.is_admin):
        raise NotFound("That token does not exist.")
    if token.user_id != user.pk:
        authority.require_over(user, token.user)
    with transaction.atomic():
        if not withdraw_rows(token.user, pk=token_id):
            return
        if token.user_id != user.pk:
            audit.record(
                actor=user, act="token.withdraw", target=f"token:{token.pk}",
                label=f"{token.user.username}: {token.name}", reason=reason,
            )  # fmt: skip


def withdraw_rows(owner: User, **which: int) -> list[int]:
    """Withdraw `owner`'s tokens (all, or `pk=`) in the caller's transaction; gives their ids."""
    rows = AccessToken.objects.filter(user=owner, withdrawn_at=None, **which)
    ids = list(rows.values_list("pk", flat=True))
    rows.update(withdrawn_at=timezone.now())
    if ids:
        User.objects.filter(pk=owner.pk).update(access_version=F("access_version") + 1)
    for token_id in ids:
        broadcast.end_connections(reason="token_withdrawn", token_id=token_id)
    return ids
