"""Pieces of a page that are the same whenever they are given the same: rendered once, then kept.

A page of chat has some hundred rows, most of which it had the last time, and long parts that hardly
ever differ. A piece sees nothing but what it is given: what is kept of one reader's page cannot
show in another's unless both were given the same.
"""

import json
import secrets
from collections.abc import Hashable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template import Context, Library
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from pydantic_core import to_json

from chat.events.base import Shape, embed
from chat.lru import made, size_of

register = Library()

# Where a page's CSRF token goes in a piece, which has none of its own: it is another each time.
# Nobody can know it and so write it into a name.
TOKEN = f"csrf-{secrets.token_hex(16)}"
# Python takes True for 1 and False for 0; a template does not.
_TRUE, _FALSE = object(), object()


@register.simple_tag
def piece(template: str, **given: Any) -> SafeString:
    """What `template` makes of `given` alone: shapes, rows, numbers and texts, which it sees as
    objects with these fields."""
    return mark_safe(_piece(template, given))  # noqa: S308


@register.simple_tag
def pieces(template: str, name: str, values: Iterable[Any] = (), **given: Any) -> SafeString:
    """The same for each of `values`, by that name, one after another."""
    return mark_safe("".join([_piece(template, {name: each} | given) for each in values or ()]))  # noqa: S308


@register.simple_tag
def row_pieces(rows: Iterable[Any] = ()) -> SafeString:
    """The same for each of `rows`, each by its own `template`."""
    return mark_safe("".join([_row(row) for row in rows or ()]))  # noqa: S308


@register.simple_tag(takes_context=True)
def piece_with_forms(context: Context, template: str, **given: Any) -> SafeString:
    """The same for one that holds forms, which get this page's CSRF token."""
    made = _piece(template, {"csrf_token": TOKEN} | given)
    return mark_safe(made.replace(TOKEN, str(context["csrf_token"])))  # noqa: S308


@register.filter
def embedded(value: Any, name: str) -> SafeString:
    """As Django's `json_script`, of shapes too, and many times as quick."""
    text = embed(value).decode()
    return mark_safe(f'<script id="{name}" type="application/json">{text}</script>')  # noqa: S308


def _piece(template: str, given: dict[str, Any]) -> str:
    key = ("piece", template, *given, *map(_key, given.values()))
    return _kept(key, template, given)


def _row(row: Any) -> str:
    # Its message is in the row, and so in the key.
    return _kept(("row", _key(row)), row.template, {"row": row, "message": row.message})


def _kept(key: tuple[Hashable, ...], template: str, given: dict[str, Any]) -> str:
    kept: str | None = None if settings.DEBUG else made.get(key)
    if kept is None:
        kept = _render(template, given)
        made.put(key, kept, size_of((kept, *key)))
    return kept


def _key(value: Any) -> Hashable:
    """All of a value that a template can see."""
    kind: Any = type(value)
    if kind is str or kind is int or value is None:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return _TRUE if value else _FALSE
    if isinstance(value, Shape):
        return value.encoded
    if kind is list or kind is tuple:
        return tuple(map(_key, value))
    if is_dataclass(value):
        return (kind, *[_key(getattr(value, name)) for name in _names(kind)])
    return to_json(value)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


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
