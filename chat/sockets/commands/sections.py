"""The sections of one's sidebar."""

from channels_socketio import Namespace, Socket
from channels_socketio import on as command
from chat.actions import sections
from chat.answers import Answer
from chat.events.commands import (
    SectionCreate,
    SectionDelete,
    SectionPut,
    SectionUpdate,
    SidebarMine,
)
from chat.queries.sidebar import my_sidebar
from chat.sockets.answers import ok
from chat.sockets.asking import act, ask


class SectionCommands(Namespace):
    """Arranges the asker's sidebar."""

    @command(SidebarMine)
    async def sidebar_mine(self, socket: Socket, data: SidebarMine) -> Answer:
        """As it is now."""
        return ok(sidebar=await ask(socket, my_sidebar))

    @command(SectionCreate)
    async def section_create(self, socket: Socket, data: SectionCreate) -> Answer:
        """Above the rooms."""
        made = await act(socket, sections.create_section, "user", **data.arguments())
        return ok(sidebar=made)

    @command(SectionUpdate)
    async def section_update(self, socket: Socket, data: SectionUpdate) -> Answer:
        """Its name, its order, its place."""
        now = await act(socket, sections.update_section, "user", **data.arguments())
        return ok(sidebar=now)

    @command(SectionDelete)
    async def section_delete(self, socket: Socket, data: SectionDelete) -> Answer:
        """Not what is in it."""
        now = await act(socket, sections.delete_section, "user", **data.arguments())
        return ok(sidebar=now)

    @command(SectionPut)
    async def section_put(self, socket: Socket, data: SectionPut) -> Answer:
        """A room of the asker's."""
        mine = await act(
            socket, sections.put_in_section, "user", room_id=data.room, section=data.section
        )
        return ok(mine=mine)
