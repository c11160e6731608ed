"""The sections of one's sidebar."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status

from chat.actions import sections
from chat.api.auth import asker
from chat.api.operations import command
from chat.api.parameters import PathId
from chat.events.commands import (
    SectionCreate,
    SectionDelete,
    SectionPut,
    SectionUpdate,
    SidebarMine,
)
from chat.events.commands.fields import Flag, Line
from chat.events.commands.sections import SectionKey
from chat.events.shapes import MyRoom, SidebarShape
from chat.queries.sidebar import my_sidebar

router = Router(tags=["sidebar"])
PathKey = Annotated[str, Path(max_length=12)]


class SectionChanges(Schema):
    """What a section is from now on; what is null stays. `before` is the key of the section that it
    is to stand before, "" for the end."""

    name: Line | None = None
    sort: Literal["name", "latest", "unread"] | None = None
    folded: Flag | None = None
    before: SectionKey | None = None


class NewSection(Schema):
    """Where a room is to be: the key of a section of one's own, or ""."""

    section: SectionKey


@router.get("/sidebar", response=SidebarShape)
@command(SidebarMine)
def get_sidebar(request: HttpRequest) -> SidebarShape:
    """One's sidebar."""
    return my_sidebar(user=asker(request))


@router.post("/sidebar/sections", response={201: SidebarShape})
@command(SectionCreate)
def create_section(request: HttpRequest, body: SectionCreate) -> Status[SidebarShape]:
    """A new section."""
    return Status(201, sections.create_section(user=asker(request), name=body.name))


@router.patch("/sidebar/sections/{section}", response=SidebarShape)
@command(SectionUpdate)
def update_section(request: HttpRequest, section: PathKey, body: SectionChanges) -> SidebarShape:
    """Rename, sort, fold or move a section."""
    return sections.update_section(
        user=asker(request), section=section, name=body.name, sort=body.sort,
        folded=body.folded, before=body.before,
    )  # fmt: skip


@router.delete("/sidebar/sections/{section}", response=SidebarShape)
@command(SectionDelete)
def delete_section(request: HttpRequest, section: PathKey) -> SidebarShape:
    """Take away a section of one's own."""
    return sections.delete_section(user=asker(request), section=section)


@router.put("/rooms/{int:room_id}/section", response=MyRoom)
@command(SectionPut)
def put_in_section(request: HttpRequest, room_id: PathId, body: NewSection) -> MyRoom:
    """Put a room in a section of one's own, or back."""
    return sections.put_in_section(user=asker(request), room_id=room_id, section=body.section)
