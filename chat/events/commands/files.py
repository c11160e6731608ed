"""Files. Their bytes come by HTTP (`/api/uploads`, the protocol tus)."""

from typing import Any, ClassVar

from chat.events.base import Command, FileId, Id
from chat.events.commands.fields import Line
from chat.events.shapes import FileShape, FilesPage
from chat.events.shapes.files import FileFilter
from chat.scopes import Scope, Scopes


class RoomFiles(Command):
    """Asks for a page of a room's files, those sent last first; `before` is the `id` of the last
    that one has. Answered by `{page: FilesPage}`."""

    event: ClassVar[str] = "room:files"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"page": FilesPage}
    room: Id
    kind: FileFilter | None = None
    before: Id | None = None


class FileUnsent(Command):
    """Asks for one's own whole files that wait to be sent; answered by `{files: [FileShape]}`."""

    event: ClassVar[str] = "file:unsent"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"files": list[FileShape]}


class FileDescribe(Command):
    """Says in words what one's own file shows that was not sent yet; answered by `{file}`."""

    event: ClassVar[str] = "file:describe"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"file": FileShape}
    file: FileId
    alt: Line


class FileRemove(Command):
    """Throws away one's own file that was not sent, or that has not arrived whole."""

    event: ClassVar[str] = "file:remove"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    file: FileId


COMMANDS: tuple[type[Command], ...] = (RoomFiles, FileUnsent, FileDescribe, FileRemove)
