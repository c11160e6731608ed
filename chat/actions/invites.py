"""Invite links: made and withdrawn by admins, accepted by whoever is new."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat.access import get_room, require_admin
from chat.actions import audit, authority, people
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Invite, Room, User
from chat.models.rooms import RoomKind
from chat.models.users import Role

DAYS_MAX = 365
USES_MAX = 1_000


def create_invite(
    *, actor: User, role: str, days: int, uses: int, rooms: Sequence[int] = ()
) -> Invite:
    """Make a link that lets `uses` people in as `role` for `days`; recorded.

    Guests need `rooms` (ids), which are all that they will see; others join #general and `rooms`.
    Raises `Forbidden` for one who is no admin or a role above the actor's, or for owners: an owner
    is made by a person, not by a link. `NotFound` for a room that the actor cannot see.
    """
    authority.require_grant(actor, role)
    if role == Role.OWNER:
        raise Forbidden("An invite cannot make an owner. Invite them, then change their role.")
    if not 1 <= days <= DAYS_MAX:
        raise Invalid(f"An invite lasts 1 to {DAYS_MAX} days.", field="days")
    if not 1 <= uses <= USES_MAX:
        raise Invalid(f"An invite is for 1 to {USES_MAX} people.", field="uses")
    places = [_place(actor, room_id) for room_id in sorted(set(rooms))]
    if role == Role.GUEST and not places:
        raise Invalid("Choose the rooms that a guest will see.", field="rooms")
    with transaction.atomic():
        invite = _store(actor, role, days, uses, places)
        audit.record(
            actor=actor, act="invite.create", target=f"invite:{invite.pk}", label=str(role),
            details={"days": days, "uses": uses, "rooms": [room.name for room in places]},
        )  # fmt: skip
    return invite


def withdraw_invite(*, actor: User, invite_id: int, reason: str = "") -> None:
    """End a link; recorded. Those who joined with it stay. `NotFound` when there is none."""
    require_admin(actor)
    with transaction.atomic():
        invite = Invite.objects.select_for_update().filter(pk=invite_id).first()
        if invite is None:
            raise NotFound("That invite does not exist.")
        authority.require_grant(actor, invite.role)
        if invite.withdrawn_at is not None:
            return
        invite.withdrawn_at = timezone.now()
        invite.save(update_fields=["withdrawn_at"])
        audit.record(
            actor=actor, act="invite.withdraw", target=f"invite:{invite.pk}",
            label=invite.role, reason=reason,
        )  # fmt: skip


def open_invite(*, secret: str) -> Invite | None:
    """The invite of that link, if it still lets someone in; else None."""
    if len(secret) > 64 or not (secret.isascii() and secret.isprintable()):
        return None  # PostgreSQL refuses to look for a NUL
    invite = Invite.objects.filter(secret=secret).first()
    return invite if invite is not None and invite.is_open else None


def accept_invite(
    *, secret: str, username: str, email: str, password: str, display_name: str, time_zone: str
) -> User:
    """Make the account that the link allows. Raises as `create_user`; `NotFound` for a link that
    is unknown, expired, withdrawn or spent, also when the last place went this very moment."""
    invite = open_invite(secret=secret)
    if invite is None:
        raise NotFound("This invite has ended. Ask for a new one.")
    draft = people.draft_user(
        username=username, email=email, password=password, display_name=display_name,
        role=invite.role, time_zone=time_zone,
    )  # fmt: skip
    with transaction.atomic():
        _take_place(invite)
        rooms = invite.rooms.filter(archived_at=None).values_list("pk", flat=True)
        return people.store_user(draft, rooms=list(rooms), by=invite.created_by)


def _take_place(invite: Invite) -> None:
    # One statement that checks and counts: two people cannot take the last place.
    taken = Invite.objects.filter(
        pk=invite.pk, withdrawn_at=None, uses__lt=F("max_uses"), expires_at__gt=timezone.now()
    ).update(uses=F("uses") + 1)
    if not taken:
        raise NotFound("This invite has ended. Ask for a new one.")


def _place(actor: User, room_id: int) -> Room:
    room = get_room(actor, room_id)
    if room.kind == RoomKind.DIRECT:
        raise Invalid("Nobody can be invited into direct messages.", field="rooms")
    return room


def _store(actor: User, role: str, days: int, uses: int, places: list[Room]) -> Invite:
    invite = Invite.objects.create(
        secret=secrets.token_urlsafe(32), role=Role(role), created_by=actor, max_uses=uses,
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    invite.rooms.set(places)
    return invite
