"""The picture by which someone is known, in place of the one that is made of their initials."""

from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from chat import broadcast, pictures
from chat.access import require_active
from chat.actions import audit, authority, sequence
from chat.errors import NotFound
from chat.events.broadcasts import PersonChanged
from chat.events.shapes import Person
from chat.limits import limits
from chat.models import User
from chat.models.emoji import new_picture_id
from chat.models.users import avatar_files
from chat.queries import shapes


def set_avatar(*, user: User, picture: bytes, box: tuple[int, int, int] | None = None) -> Person:
    """Show `user` by a picture, or the square `box` (left, top, side in its pixels) of it; told to
    those who see them.

    Raises `Invalid` for what is no picture or too much of one, `TooMany` for one who sets many.
    Takes seconds: outside a transaction.
    """
    require_active(user)
    limits().picture.take(user.pk)
    made = pictures.square(picture, box=box, sizes=settings.HEARTH["AVATAR_PIXELS"])
    name = new_picture_id()
    for file, rendition in zip(avatar_files(name), made, strict=True):
        storages["files"].save(file, ContentFile(rendition.data))
    with transaction.atomic():
        return _put(sequence.lock_user(user), name)


def remove_avatar(*, user: User) -> Person:
    """Show `user` by their initials again; where they were, nothing changes but that all is told
    once more."""
    with transaction.atomic():
        return _put(sequence.lock_user(user), "")


def remove_avatar_of(*, actor: User, user_id: int, reason: str = "") -> Person:
    """As `remove_avatar`, by an admin; recorded. `Forbidden` for one whom the actor may not manage,
    `NotFound` for someone without a picture."""
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
        if person is None or not person.avatar:
            raise NotFound("They have no picture.")
        authority.require_over(actor, person)
        audit.record(
            actor=actor, act="user.remove_picture", target=f"user:{person.pk}",
            label=person.username, reason=reason,
        )  # fmt: skip
        return _put(person, "")


def _put(person: User, name: str) -> Person:
    before, person.avatar = person.avatar, name
    person.save(update_fields=["avatar"])
    if before:
        transaction.on_commit(partial(_drop, before), robust=True)
    now = shapes.person(person)
    broadcast.to_people(PersonChanged(person=now), about=person)
    return now


def _drop(name: str) -> None:
    for file in avatar_files(name):
        storages["files"].delete(file)
