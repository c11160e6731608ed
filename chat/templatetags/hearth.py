"""Tags of Hearth's pages: style sheets, modules, icons, the places of the settings."""

import json
import re
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context, Library
from django.template.base import FilterExpression, Node, Parser, TextNode, Token, Variable
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chat import bundles
from chat.rendering import LANGUAGES

register = Library()

_ENDING = re.compile(r"\.([a-zA-Z0-9]{1,5})$")
_ICON = (
    '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="#icon-{0}"/></svg>'
)


def _once(tag: Callable[[str], SafeString]) -> Callable[[str], SafeString]:
    """Made once for a name, as long as there is the same storage of static files: what is collected
    is read once by it too. To find and to check files took a tenth of a page's time."""

    @wraps(tag)
    def made(name: str) -> SafeString:
        if settings.DEBUG:
            return tag(name)
        storage: Any = staticfiles_storage
        kept: dict[Any, SafeString] | None = getattr(storage, "hearth_tags", None)
        if kept is None:
            kept = storage.hearth_tags = {}
        if (tag, name) not in kept:
            kept[tag, name] = tag(name)
        return kept[tag, name]

    return made


@register.simple_tag
@_once
def static_file(name: str) -> SafeString:
    """Where a static file is."""
    return SafeString(static(name))


@register.simple_tag
@_once
def styles(group: str) -> SafeString:
    """The style sheet of a group of components (chat/bundles.py)."""
    return format_html('<link rel="stylesheet" href="{}">', static(bundles.style_sheet(group)))


@register.simple_tag
@_once
def script(entry: str) -> SafeString:
    """A page's module, with the chunks that it begins by importing fetched beside it."""
    # A chunk is imported by the name it was built with, which has a hash already.
    chunks = ((settings.STATIC_URL + chunk,) for chunk in _first_chunks().get(entry, []))
    return format_html(
        '<script type="module" src="{}"></script>', static(bundles.module(entry))
    ) + format_html_join("", '<link rel="modulepreload" href="{}">', chunks)


def _first_chunks() -> dict[str, list[str]]:
    """By entry, as they were collected; none where nothing is, as on a developer's server."""
    collected = Path(settings.STATIC_ROOT) / bundles.FIRST_CHUNKS
    return _read_chunks(collected) if collected.exists() and not settings.DEBUG else {}


@cache
def _read_chunks(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(path.read_text())
    return found


@register.tag(name="icon")
def icon_tag(parser: Parser, token: Token) -> Node:
    """`{% icon "hash" %}`: one of our icons. Its markup is in the template once that is compiled,
    where the name stands there; else that is looked up each time."""
    name = parser.compile_filter(token.split_contents()[1])
    return _Icon(name) if isinstance(name.var, Variable) else TextNode(icon(name.var))


class _Icon(Node):
    def __init__(self, name: FilterExpression) -> None:
        self._name = name

    def render(self, context: Context) -> SafeString:
        return icon(str(self._name.resolve(context)))


@cache
def icon(name: str) -> SafeString:
    """One of our icons (templates/_icons.svg, drawn on 20 px with one stroke), hidden from screen
    readers: what it means is said in words beside it."""
    return format_html(_ICON, name)


@register.simple_tag
@cache
def code_languages() -> list[str]:
    """Those in which a block of code is coloured."""
    return sorted(LANGUAGES)


@register.simple_tag(takes_context=True)
def settings_links(context: Context) -> list[dict[str, Any]]:
    """The settings pages in their order, the one that is open marked `current`."""
    places = [
        ("/settings/", "Profile", "person"),
        ("/settings/password/", "Password", "lock"),
        ("/settings/sessions/", "Devices", "devices"),
        ("/settings/tokens/", "Tokens", "key"),
    ]
    if getattr(context.get("user"), "is_admin", False):
        places.append(("/invites/", "Invites", "invite"))
    here = context["request"].path if "request" in context else ""
    return [
        {"url": url, "label": label, "icon": symbol, "current": here == url}
        for url, label, symbol in places
    ]


@register.filter
def face(person: Any, size: object = 36) -> str:
    """Where someone's picture is for that many CSS pixels: a row or its shape, with an avatar."""
    small = str(getattr(person, "avatar_url", None) or person.avatar)
    return small.replace(".webp", "-large.webp") if str(size) == "64" else small


@register.filter
def file_facts(file: Any) -> str:
    """What kind of file it is and how long, in a few words, as static/js/file_facts.js has it."""
    ending = _ENDING.search(file.name)
    size = size_text(file.size)
    return f"{ending[1].upper()}, {size}" if ending else size


def size_text(size: int) -> str:
    """So many bytes, in words: `1.2 MB`."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB"):
        if amount < 999.5:
            short = amount < 9.95 and unit != "bytes"
            return f"{amount:.1f} {unit}" if short else f"{int(amount + 0.5)} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


@register.filter
def widget_type(field: Any) -> str:
    """A form field's kind: `checkbox`, `text`, `select` …; for its class and its markup."""
    return str(getattr(field, "widget_type", ""))
