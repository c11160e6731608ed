"""static/js/events.d.ts: the types of what travels, for the browser's code."""

from typing import Any

from pydantic import BaseModel

from chat.events.broadcasts import EVENTS
from chat.events.commands import COMMANDS
from chat.management.contract.source import SHAPES, Mode, reference_to, schema_of, words

_HEAD = "// Made by `manage.py events` from chat/events: change the models there, not this file.\n"
_SIMPLE = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def typescript() -> str:
    """The whole file."""
    parts = [
        _HEAD,
        *(_interface(model, mode="serialization") for model in SHAPES),
        *(_interface(model, mode="validation") for model in COMMANDS),
        *(_interface(model, mode="serialization") for model in EVENTS),
        _table("ServerEvents", "What the server emits, by name.", _events()),
        _table("Commands", "What a client may ask for, by name.", _commands()),
        _table("Answers", "What comes with `ok: true`, by the command's name.", _answers()),
    ]
    return "\n".join(parts)


def type_of(schema: dict[str, Any]) -> str:
    """A JSON Schema as a TypeScript type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " | ".join(f'"{value}"' for value in values)
    if "anyOf" in schema:
        return " | ".join(type_of(option) for option in schema["anyOf"])
    if schema["type"] == "array":
        item = type_of(schema["items"])
        return f"({item})[]" if "|" in item else f"{item}[]"
    if schema["type"] == "object":
        return f"Record<string, {type_of(_values(schema))}>"
    return _SIMPLE[schema["type"]]


def _values(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
    found: dict[str, Any] = kinds[0]
    return found


def _interface(model: type[BaseModel], *, mode: Mode) -> str:
    schema = schema_of(model, mode=mode)
    required = schema.get("required", [])
    lines = [f"/** {words(model)} */", f"export interface {model.__name__} {{"]
    for name, field in schema.get("properties", {}).items():
        if "description" in field:
            lines.append(f"  /** {field['description']} */")
        lines.append(f"  {name}{'' if name in required else '?'}: {type_of(field)};")
    return "\n".join([*lines, "}\n"])


def _table(name: str, doc: str, rows: dict[str, str]) -> str:
    body = "\n".join(f'  "{event}": {kind};' for event, kind in rows.items())
    return f"/** {doc} */\nexport interface {name} {{\n{body}\n}}\n"


def _events() -> dict[str, str]:
    return {model.event: model.__name__ for model in EVENTS}


def _commands() -> dict[str, str]:
    return {model.event: model.__name__ for model in COMMANDS}


def _answers() -> dict[str, str]:
    answers = {}
    for model in COMMANDS:
        kinds = {key: type_of(reference_to(kind)) for key, kind in model.answer.items()}
        inner = "; ".join(f"{key}: {kind}" for key, kind in kinds.items())
        answers[model.event] = f"{{ {inner} }}" if inner else "Record<string, never>"
    return answers
