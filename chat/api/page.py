"""/api/docs: the description of the API as a page, made on the server from the description itself.

Nothing on it is loaded from elsewhere, and it works without a script; with one, whoever is logged
in can try what only reads.
"""

from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET
from markdown_it import MarkdownIt

from chat.api import api
from chat.api.examples import example
from chat.api.problems import KINDS
from chat.api.words import INTRODUCTION, TAGS
from chat.rendering.highlight import code_block
from chat.scopes import WORDS

_REFERENCE = "#/components/schemas/"
_FORMATS = {"date-time": "time", "binary": "bytes"}


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body or a shape; `kind` is HTML."""

    name: str
    kind: SafeString
    required: bool
    words: SafeString
    where: str = ""


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: SafeString
    words: SafeString
    scopes: list[str]
    command: str
    parameters: list[Field]
    body: list[Field]
    curl: SafeString
    answers: list[tuple[str, SafeString, SafeString]]
    problems: list[tuple[str, str]]
    tried: bool = field(default=False)


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The page, for everyone: it says nothing that the description does not."""
    return render(request, "api/docs.html", _context())


@cache
def _context() -> dict[str, Any]:
    document = orjson.loads(orjson.dumps(api.get_openapi_schema(), default=str))
    found = [
        (operation["tags"][0], _operation(document, path, method, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    order = list(TAGS)
    found.sort(key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
    sections = [
        {"id": f"tag-{tag.replace(' ', '-')}", "name": tag, "words": TAGS.get(tag, ""),
         "operations": [operation for _, operation in rows]}
        for tag, rows in groupby(found, key=lambda pair: pair[0])
    ]  # fmt: skip
    return {
        "introduction": mark_safe(MarkdownIt().render(INTRODUCTION)),  # noqa: S308 - our own words
        "sections": sections,
        "scopes": [(str(scope), words.partition(": ")[2]) for scope, words in WORDS.items()],
        "problems": [(kind.code, kind.status, _inline(_doc(kind))) for kind in KINDS],
        "shapes": _shapes(document),
    }


def _operation(
    document: dict[str, Any], path: str, method: str, found: dict[str, Any]
) -> Operation:
    contents = found.get("requestBody", {}).get("content", {})
    media = next(iter(contents), "")
    body = contents.get(media, {})
    parameters = [_parameter(one) for one in found["parameters"]]
    return Operation(
        id=found["operationId"], method=method.upper(), path=path,
        summary=_inline(found["summary"]), words=_inline(found["description"]),
        scopes=found["security"][0]["Bearer"], command=found.get("x-socket-command", ""),
        parameters=parameters, body=_fields(document, body.get("schema", {})),
        curl=_curl(document, method, path, found, media, body.get("example")),
        answers=[
            (status, _inline(answer.get("description", "")), _answer_kind(answer))
            for status, answer in found["responses"].items() if "$ref" not in answer
        ],
        problems=[
            (status, answer["$ref"].rpartition("/")[2])
            for status, answer in found["responses"].items() if "$ref" in answer
        ],
        tried=method == "get" and not path.endswith("/content"),
    )  # fmt: skip


def _parameter(found: dict[str, Any]) -> Field:
    words = _inline(found.get("description", ""))
    return Field(found["name"], _kind(found["schema"]), found["required"], words, found["in"])


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> list[Field]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].removeprefix(_REFERENCE)]
    required = schema.get("required", [])
    return [
        Field(name, _kind(part), name in required, _inline(part.get("description", "")))
        for name, part in schema.get("properties", {}).items()
    ]


def _shapes(document: dict[str, Any]) -> list[dict[str, Any]]:
    schemas: dict[str, Any] = document["components"]["schemas"]
    return [
        {"name": name, "words": _inline(" ".join(schema.get("description", "").split())),
         "fields": _fields(document, schema), "example": _json(example(schema, schemas))}
        for name, schema in sorted(schemas.items()) if "properties" in schema
    ]  # fmt: skip


def _answer_kind(answer: dict[str, Any]) -> SafeString:
    for content in answer.get("content", {}).values():
        return _kind(content["schema"])
    return SafeString("")


def _kind(schema: dict[str, Any]) -> SafeString:
    """What a value is, in words; a shape is a link to where it is explained."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return SafeString(f'<a href="#shape-{name}">{name}</a>')
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return SafeString(" or ".join(f"<code>{value}</code>" for value in values))
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return SafeString(" or ".join(_kind(one) for one in schema[choice]))
    if schema.get("type") == "array":
        return SafeString(f"list of {_kind(schema.get('items', {}))}")
    kind = _FORMATS.get(schema.get("format", ""), schema.get("type", "any"))
    return SafeString(f"{kind}{_bounds(schema)}")


def _bounds(schema: dict[str, Any]) -> str:
    low, high = schema.get("minLength"), schema.get("maxLength")
    if high is not None:
        return f" of {low or 0} to {high:,} characters"
    most = schema.get("maximum")
    if most is not None and most < 10**9:
        return f" from {schema.get('minimum', 0)} to {most:,}"
    return ""


def _curl(
    document: dict[str, Any], method: str, path: str, found: dict[str, Any], media: str, body: Any
) -> SafeString:
    for one in found["parameters"]:
        if one["in"] == "path":
            value = example(one["schema"], document["components"]["schemas"], name=one["name"])
            path = path.replace(f"{{{one['name']}}}", str(value))
    lines = [f"curl {settings.SITE_URL}{path}"]
    if method != "get":
        lines[0] = f"curl -X {method.upper()} {settings.SITE_URL}{path}"
    lines.append('-H "Authorization: Bearer $HEARTH_TOKEN"')
    lines += [
        f"-H '{one['name']}: {example(one['schema'], {}, name=one['name'])}'"
        for one in found["parameters"] if one["in"] == "header" and one["required"]
    ]  # fmt: skip
    if media == "application/json":
        lines += [f"-H 'Content-Type: {media}'", f"-d '{orjson.dumps(body).decode()}'"]
    elif media == "multipart/form-data":
        lines += ["-F name=harbour", "-F picture=@harbour.png"]
    elif media:
        lines += [f"-H 'Content-Type: {media}'", "--data-binary @chart.pdf"]
    return mark_safe(code_block(" \\\n  ".join(lines), "bash", budget=1))  # noqa: S308 - escaped


def _json(value: Any) -> SafeString:
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return mark_safe(code_block(text))  # noqa: S308 - escaped


def _doc(kind: type) -> str:
    return " ".join((kind.__doc__ or "").split())


def _inline(text: str) -> SafeString:
    return SafeString(MarkdownIt().renderInline(text))
