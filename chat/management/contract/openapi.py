"""docs/openapi.json: the HTTP API, as it is served at /api/openapi.json; docs/api.md: in words."""

from collections.abc import Sequence
from typing import Any

import orjson

from chat.api import api
from chat.api.problems import KINDS
from chat.api.words import INTRODUCTION
from chat.management.contract.source import words
from chat.scopes import WORDS

_HEAD = """\
# The HTTP API

Made by `manage.py events` from `chat/api`: change the words there, not this file.

Each Hearth serves this page with every operation, its fields and examples at `/api/docs`, and as
OpenAPI 3.1 at `/api/openapi.json` ([docs/openapi.json](openapi.json)).

"""


def openapi() -> str:
    """The whole document."""
    document = orjson.loads(orjson.dumps(api.get_openapi_schema(), default=str))
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def api_markdown() -> str:
    """docs/api.md."""
    scopes = [(f"`{scope}`", text) for scope, text in WORDS.items()]
    errors = [(f"`{kind.code}`", str(kind.status), words(kind)) for kind in KINDS]
    return (
        f"{_HEAD}{INTRODUCTION}\n"
        f"## Scopes\n\n{_table(('scope', 'what a token with it may do'), scopes)}\n"
        f"## Errors\n\n{_table(('code', 'status', ''), errors)}\n"
        f"## Operations\n\n{_table(('', 'scope', 'over the socket', ''), _operations())}"
    )


def _operations() -> list[tuple[str, ...]]:
    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    return [
        (
            f"`{method.upper()} {path}`",
            " ".join(f"`{scope}`" for scope in found["security"][0]["Bearer"]),
            f"`{found['x-socket-command']}`" if "x-socket-command" in found else "",
            found["summary"],
        )
        for path, methods in paths.items()
        for method, found in methods.items()
    ]


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines: list[tuple[str, ...]] = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(line).replace("\n", " ") + " |\n" for line in lines)
