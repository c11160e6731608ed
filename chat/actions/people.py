"""People: made, changed, given a role, deactivated."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from chat import broadcast
from chat.access import require_active
from chat.actions import audit, authority, fields, membership, sequence, sessions, tokens
from chat.errors import Conflict, Forbidden, NotFound
from chat.events.broadcasts import PersonChanged
from chat.models import Invite, Room, User, UserGroup
from chat.models.users import Role
from chat.names import name_key
from chat.queries import shapes

_OWNERS = Q(role=Role.OWNER, is_active=True)


def create_user(
    *,
    username: str,
    email: str,
    password: str | None,
    display_name: str,
    role: str = Role.MEMBER,
    time_zone: str = "UTC",
    rooms: Sequence[int] = (),
) -> User:
    """Make an account; everyone but a guest joins #general, and all join `rooms` (ids).

    `password` None makes one that only a reset link opens. Raises `Invalid` or `Conflict` with
    `field` naming the part at fault: username, email, password, display_name.
    """
    draft = draft_user(
        username=username, email=email, password=password, display_name=display_name,
        role=role, time_zone=time_zone,
    )  # fmt: skip
    return store_user(draft, rooms=rooms)


def draft_user(
    *,
    username: str,
    email: str,
    password: str | None,
    display_name: str,
    role: str = Role.MEMBER,
    time_zone: str = "UTC",
) -> User:
    """The account, checked but not stored: hashing a password is slow, so it is done out here,
    before a transaction holds anyone up. Raises as `create_user`."""
    username = fields.clean_username(username)
    user = User(
        username=username, name_key=name_key(username), email=fields.clean_email(email),
        display_name=fields.clean_display_name(display_name or username), role=Role(role),
        time_zone=fields.clean_time_zone(time_zone),
    )  # fmt: skip
    _require_free(user)
    fields.check_password(password, user)
    user.set_password(password)
    return user


def store_user(draft: User, *, rooms: Sequence[int] = (), by: User | None = None) -> User:
    """Store what `draft_user` made and place it in its rooms, in one transaction."""
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
            _place(draft, rooms=rooms, by=by)
            _tell(draft)
    except IntegrityError:  # taken since the draft was checked
        draft.pk = None
        _require_free(draft)
        raise
    return draft


def update_profile(
    *,
    user: User,
    display_name: str | None = None,
    time_zone: str | None = None,
    email: str | None = None,
    enter_sends: bool | None = None,
    tells_reading: bool | None = None,
) -> User:
    """Change what someone says of themselves, and how they write; what is None stays.
    Raises as `create_user`."""
    require_active(user)
    with transaction.atomic():
        person = _locked(user.pk)
        if display_name is not None:
            person.display_name = fields.clean_display_name(display_name)
        if time_zone is not None:
            person.time_zone = fields.clean_time_zone(time_zone)
        if email is not None:
            _set_email(person, fields.clean_email(email))
        if enter_sends is not None:
            person.enter_sends = enter_sends
        if tells_reading is not None:
            person.tells_reading = tells_reading
        person.save(
            update_fields=["display_name", "time_zone", "email", "enter_sends", "tells_reading"]
        )
        _tell(person)
    return person


def set_role(*, actor: User | None, user_id: int, role: str, reason: str = "") -> User:
    """Give someone another role; recorded. Their connections end, to come back with the new one.

    Raises `Forbidden` for an admin and an owner, for a role above the actor's own, and for the
    last owner. One who leaves the guests joins #general; invites of one who may no longer make
    any are withdrawn.
    """
    authority.require_grant(actor, role)
    with transaction.atomic():
        general = _lock_general()
        person = _manageable(actor, user_id)
        before = person.role
        if before == role:
            return person
        if before == Role.OWNER:
            _require_another_owner(person)
        person.role = Role(role)
        person.access_version += 1
        person.save(update_fields=["role", "access_version"])
        if before == Role.GUEST and general:
            membership.place_in_room(room=general, user=person, by=None)
        if not person.is_admin:
            _withdraw_invites(person)
        _record(actor, "user.role", person, reason, {"from": before, "to": str(person.role)})
        _tell(person)
        broadcast.end_connections(reason="changed", user_id=person.pk)
    return person


def deactivate(*, actor: User | None, user_id: int, reason: str = "") -> User:
    """Shut someone out at once: sessions, sockets, tokens and the invites they made end.

    What they wrote stays. Raises `Forbidden` for an admin and an owner, and for the last owner.
    """
    with transaction.atomic():
        person = _manageable(actor, user_id)
        if not person.is_active:
            return person
        if person.role == Role.OWNER:
            _require_another_owner(person)
        person.is_active = False
        person.access_version += 1
        person.save(update_fields=["is_active", "access_version"])
        sessions.drop_sessions(user=person)
        tokens.withdraw_rows(person)
        _withdraw_invites(person)
        _record(actor, "user.deactivate", person, reason)
        _tell(person)
        broadcast.end_connections(reason="deactivated", user_id=person.pk)
    return person


def reactivate(*, actor: User | None, user_id: int, reason: str = "") -> User:
    """Let someone in again, with the password and rooms they had; tokens stay withdrawn."""
    with transaction.atomic():
        person = _manageable(actor, user_id)
        if person.is_active:
            return person
        person.is_active = True
        person.access_version += 1
        person.save(update_fields=["is_active", "access_version"])
        _record(actor, "user.reactivate", person, reason)
        _tell(person)
    return person


def managed(*, actor: User | None, user_id: int) -> User:
    """The person, if `actor` may manage them: `NotFound` or `Forbidden` else."""
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise NotFound("That person does not exist.")
    authority.require_over(actor, person)
    return person


def _require_free(user: User) -> None:
    alike = UserGroup.objects.filter(name_key=user.name_key)
    if User.objects.filter(name_key=user.name_key).exists() or alike.exists():
        raise Conflict("That name is taken, or looks like one that is.", field="username")
    if User.objects.filter(username__iexact=user.username).exists():
        raise Conflict("That name is taken.", field="username")
    if User.objects.filter(email__iexact=user.email).exists():
        raise Conflict("There is an account with that address already.", field="email")


def _place(user: User, *, rooms: Sequence[int], by: User | None) -> None:
    general = Room.objects.filter(is_general=True).values_list("pk", flat=True)
    ids = {*rooms, *(() if user.is_guest else general)}
    for room_id in sorted(ids):  # rooms are locked by ascending id, everywhere
        room = sequence.lock_room(room_id)
        membership.place_in_room(room=room, user=user, by=None if room.is_general else by)


def _lock_general() -> Room | None:
    room_id = Room.objects.filter(is_general=True).values_list("pk", flat=True).first()
    return sequence.lock_room(room_id) if room_id else None


def _locked(user_id: int) -> User:
    try:
        return User.objects.select_for_update().get(pk=user_id)
    except User.DoesNotExist:
        raise _unknown() from None


def _unknown() -> NotFound:
    return NotFound("That person does not exist.")


def _manageable(actor: User | None, user_id: int) -> User:
    # All owners' rows are locked, so that two owners cannot each remove the other at once; with the
    # person's own and in one order, so that neither waits for the other.
    concerned = User.objects.filter(Q(pk=user_id) | _OWNERS).select_for_update().order_by("pk")
    person = next((each for each in concerned if each.pk == user_id), None)
    if person is None:
        raise _unknown()
    authority.require_over(actor, person)
    return person


def _require_another_owner(person: User) -> None:
    if not User.objects.filter(_OWNERS).exclude(pk=person.pk).exists():
        raise Forbidden("This is the only owner. Make someone else an owner first.")


def _set_email(person: User, email: str) -> None:
    if email == person.email:
        return
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Conflict("There is an account with that address already.", field="email")
    person.email = email
    EmailAddress.objects.filter(user=person).delete()  # the old address opens nothing any more


def _withdraw_invites(person: User) -> None:
    open_ones = Invite.objects.filter(created_by=person, withdrawn_at=None)
    open_ones.update(withdrawn_at=timezone.now())


def _tell(person: User) -> None:
    broadcast.to_people(PersonChanged(person=shapes.person(person)), about=person)


def _record(
    actor: User | None, act: str, person: User, reason: str, details: dict[str, str] | None = None
) -> None:
    audit.record(
        actor=actor, act=act, target=f"user:{person.pk}", label=person.username, reason=reason,
        details=details,
    )  # fmt: skip
