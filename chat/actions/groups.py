"""Groups of people: made, filled, emptied and removed by those who run the organisation."""

from collections.abc import Collection

from django.conf import settings
from django.db import IntegrityError, transaction

from chat import broadcast
from chat.access import require_admin
from chat.actions import audit, fields
from chat.errors import Conflict, Invalid, NotFound
from chat.events.broadcasts import GroupChanged
from chat.events.shapes import GroupShape
from chat.models import User, UserGroup
from chat.names import name_key
from chat.queries import groups as queries


def create_group(
    *, actor: User, handle: str, name: str, members: Collection[int] = ()
) -> GroupShape:
    """Make a group; recorded. Raises `Invalid` or `Conflict` with `field` naming the part at fault
    (`handle`, `name`, `members`)."""
    require_admin(actor)
    handle, name = _clean_handle(handle), fields.clean_group_name(name)
    if UserGroup.objects.count() >= settings.HEARTH["GROUPS"]:
        raise Invalid("There are as many groups as there may be. Remove one first.", field="handle")
    try:
        with transaction.atomic():
            group = UserGroup.objects.create(handle=handle, name=name, name_key=name_key(handle))
            group.members.set(_people(members))
            return _told(actor, "group.create", group)
    except IntegrityError:
        raise Conflict("There is a group of that name, or one like it.", field="handle") from None


def add_to_group(*, actor: User, group_id: int, user_id: int) -> GroupShape:
    """Put someone into a group; recorded. `NotFound` for a group or person that is not there."""
    with transaction.atomic():
        group = _locked(actor, group_id)
        group.members.add(*_people({*_members(group), user_id}))
        return _told(actor, "group.add", group)


def remove_from_group(*, actor: User, group_id: int, user_id: int) -> GroupShape:
    """Take someone out of a group; recorded."""
    with transaction.atomic():
        group = _locked(actor, group_id)
        group.members.remove(user_id)
        return _told(actor, "group.remove", group)


def delete_group(*, actor: User, group_id: int, reason: str = "") -> GroupShape:
    """Remove a group; recorded. Messages that named it keep their words and whom they reached."""
    with transaction.atomic():
        group = _locked(actor, group_id)
        gone = queries.shape(group).model_copy(update={"active": False})
        _record(actor, "group.delete", group, reason)
        group.delete()
        broadcast.to_members(GroupChanged(group=gone))
        return gone


def _clean_handle(text: str) -> str:
    try:
        handle = fields.clean_username(text.removeprefix("@"))
    except Invalid as error:
        said = error.message.replace("User names", "Handles")
        raise Invalid(said, field="handle") from None
    if User.objects.filter(name_key=name_key(handle)).exists():
        raise Conflict("Someone is called that, or nearly so.", field="handle")
    return handle


def _locked(actor: User, group_id: int) -> UserGroup:
    require_admin(actor)
    group = UserGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        raise NotFound("That group does not exist.")
    return group


def _members(group: UserGroup) -> list[int]:
    return list(group.members.values_list("pk", flat=True))


def _people(ids: Collection[int]) -> list[User]:
    most: int = settings.HEARTH["GROUP_MEMBERS"]
    if len(ids) > most:
        raise Invalid(f"A group has {most:,} members at most.", field="members")
    found = list(User.objects.filter(pk__in=ids))
    if len(found) < len(set(ids)):
        raise NotFound("That person does not exist.")
    return found


def _told(actor: User, act: str, group: UserGroup) -> GroupShape:
    now = queries.shape(group)
    _record(actor, act, group)
    broadcast.to_members(GroupChanged(group=now))
    return now


def _record(actor: User, act: str, group: UserGroup, reason: str = "") -> None:
    audit.record(
        actor=actor, act=act, target=f"group:{group.pk}", label=str(group), reason=reason,
        details={"members": _members(group)},
    )  # fmt: skip
