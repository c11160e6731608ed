"""The first run: one link, one organisation, one owner."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from chat.access import require_active
from chat.actions import audit, fields, invites, people, rooms
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import Organisation, User
from chat.models.users import Role


def new_setup_token() -> str | None:
    """A new token for the first run's page; None once there is an organisation.

    Only its SHA-256 is kept, in `DATA/setup_token`, readable by this account alone. A new token
    ends the one before it, so that a link in an old log opens nothing.
    """
    if Organisation.objects.exists():
        return None
    token = secrets.token_urlsafe(32)
    path = _token_path()
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(_digest(token))
    partial.replace(path)
    return token


def is_setup_token(token: str) -> bool:
    """Whether `token` opens the first run's page now."""
    if Organisation.objects.exists():
        return False
    try:
        kept = _token_path().read_text()
    except OSError:
        return False
    return hmac.compare_digest(_digest(token), kept.strip())


def set_up(
    *,
    token: str,
    name: str,
    username: str,
    email: str,
    password: str,
    display_name: str,
    time_zone: str,
) -> User:
    """Found the organisation with the first run's token, which is spent. Raises `NotFound` for any
    other token and once there is an organisation; else as `found`."""
    if not is_setup_token(token):
        raise NotFound
    try:
        owner = found(
            name=name, username=username, email=email, password=password,
            display_name=display_name, time_zone=time_zone,
        )  # fmt: skip
    except Conflict as error:
        if "field" in error.details:
            raise
        raise NotFound from None  # another submission of the same page was first
    with contextlib.suppress(FileNotFoundError):
        _token_path().unlink()
    return owner


def found(
    *,
    name: str,
    username: str,
    email: str,
    password: str,
    display_name: str,
    time_zone: str = "UTC",
) -> User:
    """Make the organisation, its owner, #general and an invite link; gives the owner.

    Raises `Invalid` with `field` naming the part at fault (`name` is the organisation's), and
    `Conflict` when there is an organisation already.
    """
    name = fields.clean_organisation_name(name)
    draft = people.draft_user(
        username=username, email=email, password=password, display_name=display_name,
        role=Role.OWNER, time_zone=time_zone,
    )  # fmt: skip
    try:
        with transaction.atomic():
            Organisation.objects.create(name=name)  # `only` is unique: the second one fails here
            owner = people.store_user(draft)
            rooms.create_general(creator=owner)
            audit.record(
                actor=owner, act="organisation.create", target="organisation:1", label=name
            )
            limits = settings.HEARTH
            invites.create_invite(
                actor=owner, role=Role.MEMBER, days=limits["INVITE_DAYS"],
                uses=limits["INVITE_USES"],
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("This Hearth has an organisation already.") from None
    return owner


def rename_organisation(*, actor: User, name: str) -> Organisation:
    """Give the organisation another name; recorded. `Forbidden` but for owners."""
    require_active(actor)
    if actor.role != Role.OWNER:
        raise Forbidden("Only an owner can rename the organisation.")
    name = fields.clean_organisation_name(name)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get()
        before, organisation.name = organisation.name, name
        organisation.save(update_fields=["name"])
        audit.record(
            actor=actor, act="organisation.rename", target=f"organisation:{organisation.pk}",
            label=name, details={"from": before},
        )  # fmt: skip
    return organisation


def _token_path() -> Path:
    return Path(settings.DATA) / "setup_token"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
