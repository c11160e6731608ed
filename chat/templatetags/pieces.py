"""Pieces of a page that are the same whenever they are given the same: rendered once, then kept.

A page of chat has some hundred rows, most of which it had the last time, and long parts that hardly
ever differ. A piece sees nothing but what it is given: what is kept of one reader's page cannot
show in another's unless both were given the same.
"""

import json
import re
import secrets
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template import Context, Library
from django.template.loader import get_template
from django.utils.safestring import SafeString
from pydantic_core import to_json

from chat.events.base import Shape, embed
from chat.lru import made, size_of

register = Library()

# Where a page's CSRF token goes in a piece, which has none of its own: it is another each time.
# Nobody can know it and so write it into a name.
TOKEN = f"csrf-{secrets.token_hex(16)}"
# What stands for a part of a page in its text, as little to be known: a number comes after it.
_MARK = f"part-{secrets.token_hex(16)}-"
_MARKS = re.compile(rf"{_MARK}(\d+);")
_SCRIPT = b'<script id="%s" type="application/json">'
# Python takes True for 1 and False for 0; a template does not.
_TRUE, _FALSE = object(), object()
_PLAIN = frozenset((str, bool, int, type(None)))


@register.simple_tag(takes_context=True)
def piece(context: Context, template: str, **given: Any) -> SafeString:
    """What `template` makes of `given` alone: shapes, rows, numbers and texts, which it sees as
    objects with these fields."""
    return _put(context, [_piece(template, given)])


@register.simple_tag(takes_context=True)
def pieces(
    context: Context, template: str, name: str, values: Iterable[Any] = (), **given: Any
) -> SafeString:
    """The same for each of `values`, by that name, one after another."""
    return _put(context, [_piece(template, {name: each} | given) for each in values or ()])


@register.simple_tag(takes_context=True)
def row_pieces(context: Context, rows: Iterable[Any] = ()) -> SafeString:
    """The same for each of `rows`, each by its own `template`. A row that is kept keeps its own."""
    return _put(context, [row.markup or _row(row) for row in rows or ()])


@register.simple_tag(takes_context=True)
def piece_with_forms(context: Context, template: str, **given: Any) -> SafeString:
    """The same for one that holds forms, which get this page's CSRF token."""
    made = _piece(template, {"csrf_token": TOKEN} | given)
    return _put(context, [made.replace(TOKEN.encode(), str(context["csrf_token"]).encode())])


@register.simple_tag(takes_context=True)
def embedded(context: Context, value: Any, name: str) -> SafeString:
    """As Django's `json_script`, of shapes too, and many times as quick."""
    return _put(context, [_SCRIPT % name.encode(), embed(value), b"</script>"])


class Parts:
    """The bytes of a page's pieces, which its text names in their places: put into the text they
    would be copied again for each template around them, at four bytes a character where one page
    has an emoji, and encoded anew. A template that gets them as `parts` leaves them out."""

    def __init__(self) -> None:
        self._parts: list[list[bytes]] = []

    def put(self, part: list[bytes]) -> str:
        """What stands for it in the text."""
        self._parts.append(part)
        return f"{_MARK}{len(self._parts) - 1};"

    def fill(self, text: str) -> bytes:
        """The whole page."""
        first, *others = _MARKS.split(text)
        whole = [first.encode()]
        for place, after in zip(others[::2], others[1::2], strict=True):
            whole += self._parts[int(place)]
            whole.append(after.encode())
        return b"".join(whole)


def _put(context: Context, part: list[bytes]) -> SafeString:
    parts = context.get("parts")
    return SafeString(parts.put(part) if isinstance(parts, Parts) else b"".join(part).decode())


def _piece(template: str, given: dict[str, Any]) -> bytes:
    key = ("piece", template, *given, *map(_key, given.values()))
    kept: bytes | None = made.get(key)
    return _keep(key, template, given) if kept is None else kept


def _row(row: Any) -> bytes:
    # Its message is in the row, and so in the key.
    key = ("row", _key(row))
    kept: bytes | None = made.get(key)
    if kept is None:
        kept = _keep(key, row.template, {"row": row, "message": row.message})
    if not settings.DEBUG:
        row.markup = kept
    return kept


def _keep(key: tuple[Hashable, ...], template: str, given: dict[str, Any]) -> bytes:
    rendered = _render(template, given).encode()
    if not settings.DEBUG:  # templates may change then
        made.put(key, rendered, size_of((rendered, *key)))
    return rendered


def _key(value: Any) -> Hashable:
    """All of a value that a template can see."""
    kind: Any = type(value)
    return _way(kind)(value)


@cache
def _way(kind: Any) -> Callable[[Any], Hashable]:
    """How to get that of a value of a kind: to ask each value what it is took longer than to do
    so."""
    if kind is bool:
        return lambda value: _TRUE if value else _FALSE
    if kind in _PLAIN:
        return lambda value: value
    if issubclass(kind, Shape):
        return attrgetter("encoded")
    if kind is list or kind is tuple:
        return lambda value: tuple(map(_key, value))
    return _way_of_fields(kind) if is_dataclass(kind) else to_json


def _way_of_fields(kind: Any) -> Callable[[Any], Hashable]:
    values: Callable[[Any], Iterable[Any]] = attrgetter(
        *[field.name for field in fields(kind) if field.compare]
    )
    # A field is of one kind, so that True is never 1 there.
    return lambda value: (
        kind,
        *[each if type(each) in _PLAIN else _key(each) for each in values(value)],
    )


def _render(template: str, given: dict[str, Any]) -> str:
    seen = {name: _seen(value) for name, value in json.loads(to_json(given)).items()}
    return get_template(template).render(seen)


def _seen(value: Any) -> Any:
    """With objects for dictionaries, so that `file.name` is a field and never a method."""
    if isinstance(value, list):
        return [_seen(each) for each in value]
    if isinstance(value, dict):
        return SimpleNamespace(**{name: _seen(each) for name, each in value.items()})
    return value
