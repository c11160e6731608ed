"""docs/events.md: the same for people."""

from collections.abc import Sequence

from pydantic import BaseModel

from chat.events.base import CHAT, Command, Event
from chat.events.broadcasts import EVENTS
from chat.events.commands import COMMANDS
from chat.management.contract.source import ERRORS, SHAPES, Mode, schema_of, words
from chat.management.contract.typescript import type_of

_HEAD = """\
# Commands and events

Made by `manage.py events` from `chat/events`: change the models there, not this file.

Hearth speaks the Socket.IO protocol at `/socket.io/`, in the default namespace; any Socket.IO
client is a client of Hearth. A client that is no browser sends its access token when it connects,
as `Authorization: Bearer hearth_…`; to connect takes the scope `read`, and each command names what
a token needs for it. The namespace `/ops` is for owners and admins; it takes no
commands. Without a Socket.IO library the same commands and events travel over a plain WebSocket at
`/ws/`, as JSON arrays: `["room:browse", {}, 1]` is answered by `[null, {"ok": true, …}, 1]`.

**Commands** are emitted by the client with one object and an acknowledgement callback, which gets
`{ok: true, …}` with the keys named below, or `{ok: false, error: {code, message, …}}`.

**Events** are emitted by the server with one object. Those with a `seq` are durable: hints of what
the database has, which may be lost or pass each other. A client keeps a head for each room; it
applies `head + 1`, drops what it has, holds what is ahead, and on a gap asks `room:changes` after
its head. The user's own events (`me:changed`) are counted by the user's own sequence in the same
way. On every connect it emits `sync` with its heads first.
"""


def markdown() -> str:
    """The whole file."""
    parts = [
        _HEAD,
        "## Commands\n",
        *(_command(model) for model in COMMANDS),
        "## Events\n",
        *(_event(model) for model in EVENTS),
        "## Shapes\n",
        *(_shape(model) for model in SHAPES),
        "## Errors\n",
        _errors(),
    ]
    return "\n".join(parts)


def _command(model: type[Command]) -> str:
    scopes = " and ".join(f"`{scope}`" for scope in model.scopes)
    fields = _fields(model, mode="validation")
    return f"### `{model.event}`\n\n{words(model)} Scope: {scopes}.\n\n{fields}"


def _event(model: type[Event]) -> str:
    fields = _fields(model, mode="serialization")
    return f"### `{model.event}`\n\n{words(model)}{_where(model)}\n\n{fields}"


def _where(model: type[Event]) -> str:
    if model.namespaces == (CHAT,):
        return ""
    return f" In {' and '.join(f'`{name}`' for name in model.namespaces)}."


def _shape(model: type[BaseModel]) -> str:
    return f"### {model.__name__}\n\n{words(model)}\n\n{_fields(model, mode='serialization')}"


def _fields(model: type[BaseModel], *, mode: Mode) -> str:
    schema = schema_of(model, mode=mode)
    required = schema.get("required", [])
    rows = []
    for name, field in schema.get("properties", {}).items():
        kind = type_of(field).replace("|", "\\|")
        optional = "" if name in required else "optional; "
        rows.append((f"`{name}`", f"`{kind}`", f"{optional}{field.get('description', '')}"))
    return _table(("field", "type", ""), rows) if rows else "No fields.\n"


def _errors() -> str:
    kinds = sorted(ERRORS, key=lambda kind: kind.status)
    rows = [(f"`{kind.code}`", str(kind.status), words(kind)) for kind in kinds]
    return _table(("code", "HTTP", ""), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.rstrip("; ") for cell in row) + " |\n" for row in lines)
