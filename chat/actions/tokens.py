"""Personal access tokens: made, shown once, withdrawn, or ended by themselves."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat import broadcast
from chat.access import require_active
from chat.actions import audit, authority, fields
from chat.errors import Conflict, Invalid, NotFound
from chat.models import AccessToken, User
from chat.queries.tokens import PREFIX, digest, usable_tokens
from chat.scopes import EVERY, as_scopes, as_text


def create_token(
    *, user: User, name: str, scopes: Collection[str] = EVERY, days: int | None = None
) -> tuple[AccessToken, str]:
    """Make a token for a client that is no browser; gives its row and the token itself.

    It may do what `scopes` say and `user` may, and ends after `days`, None being never. The token
    is kept nowhere: show it to the user now. Raises `Invalid` for a name that is empty or too long,
    for no scope or days that are too many, `Conflict` when the user has as many as they may.
    """
    require_active(user)
    name = fields.clean_token_name(name)
    scope, expires_at = _clean_scope(scopes), _end(days)
    raw = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once count each other
        if usable_tokens().filter(user=user).count() >= settings.HEARTH["TOKENS_PER_USER"]:
            raise Conflict("You have as many tokens as one person may. Withdraw one first.")
        row = AccessToken.objects.create(
            user=user, name=name, digest=digest(raw), hint=raw[-4:],
            scope=scope, expires_at=expires_at,
        )  # fmt: skip
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


def end_token(*, token_id: int) -> None:
    """End a token whose time is over, and its connections; one that has time left is let be."""
    with transaction.atomic():
        rows = AccessToken.objects.select_for_update(of=("self",)).select_related("user")
        token = rows.filter(pk=token_id, expires_at__lte=timezone.now()).first()
        if token is not None:
            withdraw_rows(token.user, pk=token_id)


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


def _clean_scope(scopes: Collection[str]) -> str:
    text = as_text(as_scopes(" ".join(scopes)))
    if not text or len(text.split()) != len(set(scopes)):
        raise Invalid("Choose what the token may do.", field="scopes")
    return text


def _end(days: int | None) -> datetime | None:
    if days is None:
        return None
    most = settings.HEARTH["TOKEN_DAYS"]
    if not 1 <= days <= most:
        raise Invalid(f"A token lasts from a day to {most} days.", field="days")
    return timezone.now() + timedelta(days=days)
