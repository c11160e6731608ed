"""The sections of one's sidebar."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from chat.events.base import Command, Id
from chat.events.commands.fields import Flag, Line
from chat.events.shapes import MyRoom, SidebarShape
from chat.scopes import Scope, Scopes

SectionKey = Annotated[str, Field(max_length=12)]


class SidebarMine(Command):
    """Asks for one's sidebar; answered by `{sidebar: SidebarShape}`."""

    event: ClassVar[str] = "sidebar:mine"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"sidebar": SidebarShape}


class SectionCreate(Command):
    """Makes a section in one's sidebar; answered by `{sidebar: SidebarShape}`."""

    event: ClassVar[str] = "section:create"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"sidebar": SidebarShape}
    name: Line


class SectionUpdate(Command):
    """Renames, sorts or folds a section, or moves it to stand before another ("": at the end); what
    is null stays. Answered by `{sidebar: SidebarShape}`."""

    event: ClassVar[str] = "section:update"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"sidebar": SidebarShape}
    section: SectionKey
    name: Line | None = None
    sort: Literal["name", "latest", "unread"] | None = None
    folded: Flag | None = None
    before: SectionKey | None = None


class SectionDelete(Command):
    """Takes away a section of one's own, not what is in it; answered by
    `{sidebar: SidebarShape}`."""

    event: ClassVar[str] = "section:delete"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"sidebar": SidebarShape}
    section: SectionKey


class SectionPut(Command):
    """Puts a room in a section of one's own, or ("") back to where it belongs; answered by
    `{mine: MyRoom}`."""

    event: ClassVar[str] = "section:put"
    scopes: ClassVar[Scopes] = (Scope.ROOMS,)
    answer: ClassVar[dict[str, Any]] = {"mine": MyRoom}
    room: Id
    section: SectionKey


COMMANDS: tuple[type[Command], ...] = (
    SidebarMine,
    SectionCreate,
    SectionUpdate,
    SectionDelete,
    SectionPut,
)
