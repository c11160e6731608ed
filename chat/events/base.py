"""What commands, events and the shapes in them have in common."""

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, Self

import orjson
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
    serve new clients; types are strict.

    Nothing in it changes once it is made: its JSON is written once. `by_parts` are those whose JSON
    is put together from that of the shapes in them, which many have.
    """

    by_parts: ClassVar[bool] = False
    model_config = ConfigDict(
        extra="ignore", frozen=True, json_schema_serialization_defaults_required=True
    )

    @cached_property
    def encoded(self) -> bytes:
        """Its JSON."""
        if self.by_parts:
            return encode(self._fields())
        return self.__pydantic_serializer__.to_json(self)

    @cached_property
    def embedded(self) -> bytes:
        """Its JSON as it may stand in a page's script."""
        return embed(self._fields()) if self.by_parts else _harmless(self.encoded)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As Pydantic's, which would give the copy what is kept of this one too."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("encoded", "embedded"):
            copy.__dict__.pop(name, None)
        return copy

    def _fields(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in type(self).model_fields}


def encode(value: Any) -> bytes:
    """The JSON of shapes, wherever they are in lists and dictionaries."""
    return orjson.dumps(value, default=_encoded)


def embed(value: Any) -> bytes:
    """The same as it may stand in a page's script: nothing in it ends that or begins a comment."""
    return _harmless(orjson.dumps(value, default=_embedded))


def _encoded(value: Any) -> Any:
    kind: Any = type(value)
    if _is_shape(kind):
        return orjson.Fragment(value.encoded)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _embedded(value: Any) -> Any:
    kind: Any = type(value)
    if _is_shape(kind):
        return orjson.Fragment(value.embedded)
    raise TypeError(f"{type(value).__name__} is no JSON")


@cache
def _is_shape(kind: Any) -> bool:
    """Pydantic's own way to tell takes longer than to give what is kept."""
    return issubclass(kind, Shape)


def _harmless(text: bytes) -> bytes:
    for sign in b"<>&":
        text = text.replace(bytes([sign]), b"\\u%04X" % sign)
    return text


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
