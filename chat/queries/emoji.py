"""The organisation's own emoji."""

from collections.abc import Collection, Mapping

from chat.access import require_active
from chat.events.shapes import EmojiShape
from chat.models import CustomEmoji, User


def custom_emoji(*, user: User) -> list[EmojiShape]:
    """All there are, by name. One query."""
    require_active(user)
    return [shape(row) for row in CustomEmoji.objects.order_by("name")]


def pictures_of(names: Collection[str]) -> Mapping[str, str]:
    """Where the pictures of those `names` are that are our own: one query, none for no names."""
    if not names:
        return {}
    return {row.name: row.url for row in CustomEmoji.objects.filter(name__in=names)}


def shape(row: CustomEmoji) -> EmojiShape:
    """One, as it travels."""
    return EmojiShape(id=row.pk, name=row.name, url=row.url, maker=row.maker_id)
