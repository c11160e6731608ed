"""What a client lacks."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from chat.events.base import Command, Id, Seq
from chat.events.commands.fields import Moment
from chat.events.shapes import History, MyChanges, RoomChanges
from chat.scopes import Scope, Scopes


class Sync(Command):
    """Says what the client has; answered by `{me: MyChanges, rooms: [RoomChanges]}` of all that it
    lacks. Rooms it names but may not see are missing from the answer; rooms it may see but did not
    name are in `me`. Send it on every connect, before anything else.
    """

    event: ClassVar[str] = "sync"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"me": MyChanges, "rooms": list[RoomChanges]}
    me: Seq = 0
    rooms: dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,15}$")], Seq] = {}


class RoomChangesAfter(Command):
    """Asks for a room's changes after a number; answered by `{changes: RoomChanges}`."""

    event: ClassVar[str] = "room:changes"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"changes": RoomChanges}
    room: Id
    after: Seq


class RoomHistory(Command):
    """Asks for a page of the timeline before, after or around a number, or around the first entry
    `at` or after a time (one of them; none: the newest); answered by `{history: History}`."""

    event: ClassVar[str] = "room:history"
    scopes: ClassVar[Scopes] = (Scope.READ,)
    answer: ClassVar[dict[str, Any]] = {"history": History}
    room: Id
    before: Seq | None = None
    after: Seq | None = None
    around: Seq | None = None
    at: Moment | None = None
    limit: Annotated[int, Field(ge=1, le=200, strict=True)] | None = None


COMMANDS: tuple[type[Command], ...] = (
    Sync,
    RoomChangesAfter,
    RoomHistory,
)
