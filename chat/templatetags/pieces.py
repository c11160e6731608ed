"""Pieces of a page that are the same whenever they are given the same: rendered once, then kept.

A page of chat has some hundred rows, most of which it had the last time, and long parts that hardly
ever differ. A piece sees nothing but what it is given: what is kept of one reader's page cannot
show in another's unless both were given the same.
"""

import json
import secrets
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template import Context, Library
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from pydantic_core import to_json

register = Library()

KEPT = 4_000  # pieces
LONGEST = 6_000  # bytes given to one that is kept: all together are bounded too
# Where a page's CSRF token goes in a piece, which has none of its own: it is another each time.
# Nobody can know it and so write it into a name.
TOKEN = f"csrf-{secrets.token_hex(16)}"


@register.simple_tag
def piece(template: str, **given: Any) -> SafeString:
    """What `template` makes of `given` alone: shapes, rows, numbers and texts, which it sees as
    objects with these fields."""
    data = to_json(given)
    if len(data) > LONGEST or settings.DEBUG:
        return _render(template, data)
    return _kept(template, data)


@register.simple_tag(takes_context=True)
def piece_with_forms(context: Context, template: str, **given: Any) -> SafeString:
    """The same for one that holds forms, which get this page's CSRF token."""
    made = piece(template, csrf_token=TOKEN, **given)
    return mark_safe(made.replace(TOKEN, str(context["csrf_token"])))  # noqa: S308


@register.filter
def embedded(value: Any, name: str) -> SafeString:
    """As Django's `json_script`, of shapes too, and several times as quick."""
    text = to_json(value).decode()
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04X}")
    return mark_safe(f'<script id="{name}" type="application/json">{text}</script>')  # noqa: S308


def _render(template: str, data: bytes) -> SafeString:
    given = {name: _seen(value) for name, value in json.loads(data).items()}
    return mark_safe(get_template(template).render(given))  # noqa: S308


_kept = lru_cache(maxsize=KEPT)(_render)


def _seen(value: Any) -> Any:
    """With objects for dictionaries, so that `file.name` is a field and never a method."""
    if isinstance(value, list):
        return [_seen(each) for each in value]
    if isinstance(value, dict):
        return SimpleNamespace(**{name: _seen(each) for name, each in value.items()})
    return value
