"""How someone has arranged their sidebar."""

from typing import Any

from chat.access import require_active
from chat.events.shapes import SidebarShape
from chat.models import Sidebar, User

# What everyone begins with.
DEFAULT: tuple[dict[str, Any], ...] = (
    {"key": "starred", "name": "", "sort": "name", "folded": False},
    {"key": "rooms", "name": "", "sort": "name", "folded": False},
    {"key": "direct", "name": "", "sort": "latest", "folded": False},
)
ALWAYS = frozenset(section["key"] for section in DEFAULT)


def my_sidebar(*, user: User) -> SidebarShape:
    """The sections of `user`'s sidebar."""
    require_active(user)
    return shape_of(Sidebar.objects.filter(user=user.pk).first())


def shape_of(row: Sidebar | None) -> SidebarShape:
    """A sidebar as it travels; without a row, the one that everyone begins with."""
    if row is None:
        return SidebarShape.model_validate({"sections": DEFAULT, "me_seq": 0})
    return SidebarShape.model_validate({"sections": row.layout, "me_seq": row.me_seq})


def changed_after(head: User, since: int) -> list[SidebarShape]:
    """The sidebar, where it changed after a number; `head` comes with its `sidebar`."""
    row: Sidebar | None = getattr(head, "sidebar", None)
    return [shape_of(row)] if row is not None and row.me_seq > since else []
