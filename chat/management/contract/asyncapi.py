"""docs/asyncapi.json: the same as an AsyncAPI 3 document, for tools."""

from typing import Any

import orjson
from pydantic.json_schema import models_json_schema

from chat.errors import ChatError
from chat.events.base import CHAT, OPS, Command, Event
from chat.events.broadcasts import EVENTS
from chat.events.commands import COMMANDS
from chat.management.contract.source import ERRORS, SHAPES, reference_to, words

_CHANNELS = {CHAT: "chat", OPS: "ops"}
_REFS = "#/components/schemas/{model}"


def asyncapi() -> str:
    """The whole document."""
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Hearth",
            "version": "1",
            "description": "The events of Hearth, a team chat, over the Socket.IO protocol. "
            "A command is acknowledged with `{ok: true, ...}` or `{ok: false, error}`.",
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(namespace) for namespace, name in _CHANNELS.items()},
        "operations": {**_received(), **_sent()},
        "components": {"messages": _messages(), "schemas": _schemas()},
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _channel(namespace: str) -> dict[str, Any]:
    events = [model.__name__ for model in EVENTS if namespace in model.namespaces]
    names = [*_command_messages(), *events] if namespace == CHAT else events
    return {
        "address": "/socket.io/",
        "description": f"The namespace `{namespace}`.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _command_messages() -> list[str]:
    commands = [model.__name__ for model in COMMANDS]
    return [*commands, *(f"{name}Answer" for name in commands)]


def _messages() -> dict[str, Any]:
    messages: dict[str, Any] = {}
    models: list[type[Command] | type[Event]] = [*COMMANDS, *EVENTS]
    for model in models:
        messages[model.__name__] = {
            "name": model.event,
            "summary": words(model),
            "payload": {"$ref": _REFS.format(model=model.__name__)},
        }
    for command in COMMANDS:
        messages[f"{command.__name__}Answer"] = {
            "name": f"{command.event} (acknowledgement)",
            "payload": {"oneOf": [_answer(command), {"$ref": _REFS.format(model="Refusal")}]},
        }
    return messages


def _answer(command: type[Command]) -> dict[str, Any]:
    keys = {key: reference_to(kind, refs=_REFS) for key, kind in command.answer.items()}
    properties = {"ok": {"const": True}, **keys}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _received() -> dict[str, Any]:
    return {
        model.__name__: {
            "action": "receive",
            "channel": {"$ref": "#/channels/chat"},
            "messages": [_in_channel(model.__name__)],
            "reply": {
                "channel": {"$ref": "#/channels/chat"},
                "messages": [_in_channel(f"{model.__name__}Answer")],
            },
        }
        for model in COMMANDS
    }


def _sent() -> dict[str, Any]:
    return {
        model.__name__: {
            "action": "send",
            "channel": {"$ref": f"#/channels/{_CHANNELS[model.namespaces[0]]}"},
            "messages": [_in_channel(model.__name__, _CHANNELS[model.namespaces[0]])],
        }
        for model in EVENTS
    }


def _in_channel(name: str, channel: str = _CHANNELS[CHAT]) -> dict[str, str]:
    return {"$ref": f"#/channels/{channel}/messages/{name}"}


def _schemas() -> dict[str, Any]:
    told: list[tuple[Any, Any]] = [(model, "serialization") for model in (*SHAPES, *EVENTS)]
    asked: list[tuple[Any, Any]] = [(model, "validation") for model in COMMANDS]
    _, schema = models_json_schema([*told, *asked], ref_template=_REFS)
    return {**dict(sorted(schema["$defs"].items())), "Refusal": _refusal()}


def _refusal() -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": {"code": {"enum": error_codes()}, "message": {"type": "string"}},
        "required": ["code", "message"],
    }
    properties = {"ok": {"const": False}, "error": error}
    return {"type": "object", "properties": properties, "required": ["ok", "error"]}


def error_codes() -> list[str]:
    """Every `code` that a refusal may have."""
    return sorted({ChatError.code, *(kind.code for kind in ERRORS)})
