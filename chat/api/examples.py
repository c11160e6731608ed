"""What a value of a schema may look like: one made-up example, the same each time."""

from typing import Any

Schema = dict[str, Any]
_REFERENCE = "#/components/schemas/"
_DEEP = 6

# By the name of the field, where its type alone would say little.
_BY_NAME: dict[str, Any] = {
    "client_id": "7d0c1f6e-1b7a-4c52",
    "text": "The pump at quay 3 runs *again*.",
    "html": "<p>The pump at quay 3 runs <em>again</em>.</p>",
    "comment": "For the morning round.",
    "question": "Who takes the early round?",
    "options": ["Ines", "Bram"],
    "name": "harbour",
    "topic": "Boats, berths and tides",
    "emoji": "👍",
    "username": "ines",
    "display_name": "Ines de Vries",
    "note": "Ask the workshop.",
    "state": "open",
    "at": "2027-01-08T07:30:00.000Z",
    "until": "2027-01-08T17:00:00.000Z",
    "remind_at": "2027-01-08T07:30:00.000Z",
    "posting": "hosts",
    "slow_seconds": 60,
    "starred": True,
    "muted": False,
    "done": True,
    "code": "not_found",
    "initials": "IV",
    "time_zone": "Europe/Amsterdam",
    "kind": "text",
    "notice": "",
    "reason": "",
    "usage": "/topic words",
    "help": "Say what a room is about",
    "said": "",
}
_BY_TYPE: dict[str, Any] = {
    "integer": 12,
    "number": 1.5,
    "boolean": False,
    "string": "…",
    "null": None,
}
_PYTHON = {"string": str, "integer": int, "boolean": bool}
_TIME = "2026-11-21T09:30:00.000Z"


def request_example(schema: Schema, components: Schema) -> Any:
    """As `example`, of what a client sends: without what may be left out and would be null."""
    target = components[schema["$ref"].removeprefix(_REFERENCE)] if "$ref" in schema else schema
    value = example(schema, components)
    if not isinstance(value, dict):
        return value
    required = target.get("required", [])
    return {name: part for name, part in value.items() if name in required or part is not None}


def example(schema: Schema, components: Schema, *, name: str = "", depth: int = 0) -> Any:
    """A value that fits `schema`, whose references are to `components`; `name` is its field's."""
    if "$ref" in schema:
        target = components[schema["$ref"].removeprefix(_REFERENCE)]
        return example(target, components, name=name, depth=depth + 1)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            empty = {"type": "null"} in schema[choice] and name not in _BY_NAME
            first = {"type": "null"} if empty else schema[choice][0]
            return example(first, components, name=name, depth=depth)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    return _of_type(schema, components, name, depth)


def _of_type(schema: Schema, components: Schema, name: str, depth: int) -> Any:
    kind = schema.get("type", "object")
    if kind == "object":
        return _object(schema, components, depth)
    if kind == "array":
        if name in _BY_NAME and schema.get("items", {}).get("type") == "string":
            return _BY_NAME[name]
        deep = depth >= _DEEP or "items" not in schema
        return [] if deep else [example(schema["items"], components, depth=depth + 1)]
    if schema.get("format") == "date-time" or name.endswith("_at"):
        return _BY_NAME.get(name, _TIME)
    known = _BY_NAME.get(name)
    return known if type(known) is _PYTHON.get(kind) else _plain(schema, kind)


def _plain(schema: Schema, kind: str) -> Any:
    value = _BY_TYPE[kind]
    if kind in {"integer", "number"}:
        low = schema.get("minimum", 0)
        return max(low, min(value, schema.get("maximum", value)))
    return value


def _object(schema: Schema, components: Schema, depth: int) -> Any:
    if depth >= _DEEP:
        return {}
    return {
        field: example(part, components, name=field, depth=depth + 1)
        for field, part in schema.get("properties", {}).items()
    }
