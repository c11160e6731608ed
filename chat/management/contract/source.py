"""The models of chat/events, and how they are written as JSON Schema."""

import inspect
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from chat.errors import ChatError
from chat.events import ops
from chat.events.base import Shape
from chat.events.shapes import (
    changes,
    files,
    inbox,
    messages,
    mine,
    organisation,
    people,
    reading,
    rooms,
    search,
)

# Not what tests or parts that happen to be loaded derive from them.
ERRORS: tuple[type[ChatError], ...] = tuple(
    kind for kind in ChatError.__subclasses__() if kind.__module__ == ChatError.__module__
)

_MODULES = (
    *(people, messages, files, rooms, mine, search, inbox, reading, organisation, changes),
    ops,
)
Mode = Literal["validation", "serialization"]

SHAPES: tuple[type[BaseModel], ...] = tuple(
    model
    for module in _MODULES
    for model in vars(module).values()
    if inspect.isclass(model) and issubclass(model, Shape) and model.__module__ == module.__name__
)


def schema_of(kind: Any, *, mode: Mode, refs: str = "#/$defs/{model}") -> dict[str, Any]:
    """The JSON Schema of a model or a type of models, without the definitions it refers to."""
    schema = TypeAdapter(kind).json_schema(mode=mode, ref_template=refs)
    schema.pop("$defs", None)
    return schema


def reference_to(kind: Any, *, refs: str = "#/$defs/{model}") -> dict[str, Any]:
    """As `schema_of` for what the server tells, but a model is only referred to."""
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return {"$ref": refs.format(model=kind.__name__)}
    return schema_of(kind, mode="serialization", refs=refs)


def words(model: type) -> str:
    """A model's docstring as one paragraph."""
    return " ".join((inspect.getdoc(model) or "").split())
