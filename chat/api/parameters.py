"""Parameters of paths and queries. JSON bodies use the commands' own, stricter types."""

from typing import Annotated

from ninja import Path, Query, Schema

from chat.events.commands.fields import Line, Words

_MOST = 2**53 - 1
PathId = Annotated[int, Path(ge=1, le=_MOST)]
QuerySeq = Annotated[int, Query(ge=0, le=_MOST)]
OptionalSeq = Annotated[int | None, Query(ge=0, le=_MOST)]


class Done(Schema):
    """It is done."""

    ok: bool = True


class NewText(Schema):
    """A message's new text."""

    text: Words


class NewFacts(Schema):
    """A room's new name and topic; what is null stays."""

    name: Line | None = None
    topic: Line | None = None
