"""What commands, events and the shapes in them have in common."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from chat.scopes import Scopes

# The Socket.IO namespaces: the chat, and what those who run the organisation watch.
CHAT, OPS = "/", "/ops"
NAMESPACES = (CHAT, OPS)
# Ids and sequence numbers travel as JSON numbers: below 2^53, so that JavaScript keeps them whole.
LARGEST = 2**53 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST, strict=True)]
Seq = Annotated[int, Field(ge=0, le=LARGEST, strict=True)]
# A file's public name: 128 random bits, base64url.
FileId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$", strict=True)]
Timestamp = Annotated[str, Field(description="ISO 8601 in UTC, milliseconds, ending in Z")]


class Shape(BaseModel):
    """An object on the wire. Unknown keys from a client are passed over, so that old servers
    serve new clients; types are strict."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, json_schema_serialization_defaults_required=True
    )


class Command(Shape):
    """What a client asks for; the acknowledgement is `{ok: true, ...}` or `{ok: false, error}`.

    `answer` has the keys that come with `ok: true`, each with its type. `scopes` are what an access
    token needs to ask for it; of a command that names none, no token may.
    """

    event: ClassVar[str]
    scopes: ClassVar[Scopes] = ()
    answer: ClassVar[dict[str, Any]] = {}

    def arguments(self) -> dict[str, Any]:
        """The fields as keyword arguments for an action."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Event(Shape):
    """What the server tells clients, in one or several of the `NAMESPACES`."""

    event: ClassVar[str]
    namespaces: ClassVar[tuple[str, ...]] = (CHAT,)
