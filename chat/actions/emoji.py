"""Emoji of the organisation's own: added by whom its rule lets, withdrawn by admin or maker."""

import re

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from chat import broadcast, pictures
from chat.access import require_active, require_admin
from chat.actions import audit
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.events.broadcasts import EmojiChanged
from chat.events.shapes import EmojiShape
from chat.limits import limits
from chat.models import CustomEmoji, Organisation, User
from chat.models.emoji import EmojiMakers
from chat.queries.emoji import shape
from chat.rendering import one_emoji

_NAME = re.compile(r"[a-z0-9][a-z0-9_+-]{1,39}")


def may_add_emoji(user: User) -> bool:
    """Whether the organisation's rule lets `user` add an emoji."""
    makers = Organisation.objects.values_list("emoji_makers", flat=True).first()
    return user.is_admin or (not user.is_guest and makers == EmojiMakers.MEMBERS)


def add_emoji(*, actor: User, name: str, picture: bytes) -> EmojiShape:
    """Make `:name:` mean a picture; told to everyone.

    Raises `Forbidden` for whom the rule does not let, `Invalid` for a name or a picture that will
    not do, `Conflict` (`field` is `name`) for one that is taken, `TooMany` for one who adds many.
    Takes seconds: outside a transaction.
    """
    require_active(actor)
    if not may_add_emoji(actor):
        raise Forbidden("Only the organisation's admins add emoji here.")
    name = _clean_name(name)
    if CustomEmoji.objects.count() >= settings.HEARTH["CUSTOM_EMOJI"]:
        raise Invalid("There are as many emoji of our own as there may be. Withdraw one first.")
    limits().picture.take(actor.pk)
    row = CustomEmoji(name=name, maker=actor)
    storages["files"].save(row.stored_as, ContentFile(pictures.emoji(picture).data))
    try:
        with transaction.atomic():
            row.save()
            audit.record(actor=actor, act="emoji.add", target=f"emoji:{row.pk}", label=str(row))
            broadcast.to_everyone(EmojiChanged(emoji=shape(row)))
    except IntegrityError:
        storages["files"].delete(row.stored_as)
        raise _taken(name) from None
    return shape(row)


def withdraw_emoji(*, actor: User, emoji_id: int, reason: str = "") -> EmojiShape:
    """Take an emoji away; told to everyone. Where it was used, its name shows in its place.

    Raises `NotFound`, and `Forbidden` for one that someone else made, but for admins.
    """
    require_active(actor)
    with transaction.atomic():
        row = CustomEmoji.objects.select_for_update().filter(pk=emoji_id).first()
        if row is None:
            raise NotFound("That emoji does not exist.")
        if row.maker_id != actor.pk and not actor.is_admin:
            raise Forbidden("Only an admin or whoever made an emoji withdraws it.")
        gone = shape(row).model_copy(update={"active": False})
        audit.record(
            actor=actor, act="emoji.withdraw", target=f"emoji:{row.pk}", label=str(row),
            reason=reason,
        )  # fmt: skip
        row.delete()
        broadcast.to_everyone(EmojiChanged(emoji=gone))
        transaction.on_commit(lambda: storages["files"].delete(row.stored_as), robust=True)
    return gone


def set_emoji_makers(*, actor: User, makers: str) -> None:
    """Say who may add emoji, one of `EmojiMakers`; recorded. `Forbidden` but for admins."""
    require_admin(actor)
    if makers not in EmojiMakers.values:
        raise Invalid("Emoji are added by members or by admins.", field="makers")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get()
        organisation.emoji_makers = makers
        organisation.save(update_fields=["emoji_makers"])
        audit.record(
            actor=actor, act="organisation.emoji", target=f"organisation:{organisation.pk}",
            label=EmojiMakers(makers).label.lower(),
        )  # fmt: skip


def _clean_name(text: str) -> str:
    name = text.strip().strip(":").lower()
    if not _NAME.fullmatch(name):
        raise Invalid(
            "An emoji's name has 2 to 40 letters from a to z, digits, and _ + - between them.",
            field="name",
        )
    if one_emoji(f":{name}:"):
        raise _taken(name)
    return name


def _taken(name: str) -> Conflict:
    return Conflict(f":{name}: is an emoji already. Choose another name.", field="name")
