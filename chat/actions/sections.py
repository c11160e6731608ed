"""The sections of one's sidebar: made, changed, moved, taken away; what is put in them."""

from collections.abc import Callable
from typing import Any, Literal

from django.conf import settings
from django.db import transaction

from chat import broadcast
from chat.actions import sequence
from chat.errors import Conflict, Forbidden, NotFound
from chat.events.broadcasts import MeChanged
from chat.events.shapes import MyRoom, SidebarShape
from chat.models import Sidebar, User
from chat.names import clean_name
from chat.queries import rooms as room_queries
from chat.queries.sidebar import ALWAYS, DEFAULT, shape_of

Layout = list[dict[str, Any]]


def create_section(*, user: User, name: str) -> SidebarShape:
    """Make a section of `user`'s own, above the rooms; gives the sidebar as it is then. Raises
    `Invalid` for the name, `Conflict` for more than `SECTIONS_PER_USER`."""
    cleaned = _clean(name)

    def add(row: Sidebar, layout: Layout) -> None:
        most: int = settings.HEARTH["SECTIONS_PER_USER"]
        if len(layout) - len(ALWAYS) >= most:
            raise Conflict(f"You have {most} sections, as many as a sidebar may.")
        row.last_key += 1
        made = {"key": f"s{row.last_key}", "name": cleaned, "sort": "name", "folded": False}
        layout.insert(_place_of(layout, "rooms"), made)

    return _change(user, add)


def update_section(
    *,
    user: User,
    section: str,
    name: str | None = None,
    sort: Literal["name", "latest", "unread"] | None = None,
    folded: bool | None = None,
    before: str | None = None,
) -> SidebarShape:
    """Rename, sort or fold a section, or move it to stand `before` another ("": at the end); what
    is None stays. Gives the sidebar as it is then; the same again changes nothing.

    Raises `NotFound` for a section that is not there, `Invalid` for the name, `Forbidden` for the
    name of one that everyone has.
    """
    cleaned = None if name is None else _clean(name)
    if cleaned is not None and section in ALWAYS:
        raise Forbidden("That section has its name from Hearth.")

    def update(row: Sidebar, layout: Layout) -> None:
        found = layout[_place_of(layout, section)]
        wanted = {"name": cleaned, "sort": sort, "folded": folded}
        found.update({key: value for key, value in wanted.items() if value is not None})
        if before is not None and before != section:
            layout.remove(found)
            layout.insert(_place_of(layout, before) if before else len(layout), found)

    return _change(user, update)


def delete_section(*, user: User, section: str) -> SidebarShape:
    """Take away a section of one's own; what was in it goes back to where it belongs. Gives the
    sidebar as it is then. Raises `NotFound`, and `Forbidden` for one that everyone has."""
    if section in ALWAYS:
        raise Forbidden("That section is always there.")

    def take_away(row: Sidebar, layout: Layout) -> None:
        del layout[_place_of(layout, section)]

    return _change(user, take_away)


def put_in_section(*, user: User, room_id: int, section: str) -> MyRoom:
    """Put a room in a section of one's own, or ("") back to where it belongs; gives it as the user
    has it. Again: no change. Raises `NotFound` for a section that is not there, `NotFound` and
    `Forbidden` for a room that the user is not in."""
    with transaction.atomic():
        row = sequence.lock_membership(user, room_id)
        if section:
            held = Sidebar.objects.filter(user=user.pk).first()
            _place_of([] if held is None else _own(held.layout), section)
        if row.section == section:
            return room_queries.my_room(user=user, room_id=room_id)
        row.section, row.me_seq = section, sequence.next_me_seq(user.pk)
        row.save(update_fields=["section", "me_seq"])
        mine = room_queries.my_room(user=user, room_id=room_id)
        broadcast.to_user(MeChanged(seq=row.me_seq, mine=mine), user_id=user.pk)
        return mine


def _change(user: User, change: Callable[[Sidebar, Layout], None]) -> SidebarShape:
    """Change the layout under the user's lock, store it with their next number and tell them."""
    with transaction.atomic():
        fresh = sequence.lock_user(user)
        row = Sidebar.objects.filter(user=fresh).first()
        row = row or Sidebar(user=fresh, layout=[dict(section) for section in DEFAULT])
        layout = [dict(section) for section in row.layout]
        change(row, layout)
        if layout == row.layout:
            return shape_of(row)
        row.layout, row.me_seq = layout, sequence.next_me_seq(fresh.pk)
        row.save()
        now = shape_of(row)
        broadcast.to_user(MeChanged(seq=row.me_seq, sidebar=now), user_id=fresh.pk)
        return now


def _own(layout: Layout) -> Layout:
    return [section for section in layout if section["key"] not in ALWAYS]


def _place_of(layout: Layout, key: str) -> int:
    for at, section in enumerate(layout):
        if section["key"] == key:
            return at
    raise NotFound("That section does not exist.")


def _clean(name: str) -> str:
    return clean_name(name, length=settings.HEARTH["SECTION_NAME_LENGTH"], what="section name")
