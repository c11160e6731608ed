"""Saved messages."""

from typing import Any, ClassVar

from chat.events.base import Command, Id
from chat.events.commands.fields import Flag, Line, Moment
from chat.events.shapes import SavedPage, SavedShape
from chat.scopes import Scope, Scopes


class MessageSave(Command):
    """Puts a message on one's own list; answered by `{saved: SavedShape}`."""

    event: ClassVar[str] = "message:save"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"saved": SavedShape}
    room: Id
    message: Id


class SavedUpdate(Command):
    """Changes what one keeps of a saved message, what is null stays; answered by
    `{saved: SavedShape}`. `quiet` takes a reminder away, one that has come too; `done` does so."""

    event: ClassVar[str] = "saved:update"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"saved": SavedShape}
    saved: Id
    note: Line | None = None
    done: Flag | None = None
    remind_at: Moment | None = None
    quiet: Flag = False


class SavedRemove(Command):
    """Takes a message off one's list; answered by `{saved: SavedShape}`, a tombstone."""

    event: ClassVar[str] = "saved:remove"
    scopes: ClassVar[Scopes] = (Scope.WRITE,)
    answer: ClassVar[dict[str, Any]] = {"saved": SavedShape}
    saved: Id


class SavedList(Command):
    """Asks for a page of one's saved messages, those saved last first; `before` is the id of the
    last that one has. Answered by `{page: SavedPage}`."""

    event: ClassVar[str] = "saved:list"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"page": SavedPage}
    done: Flag = False
    before: Id | None = None


COMMANDS: tuple[type[Command], ...] = (MessageSave, SavedUpdate, SavedRemove, SavedList)
