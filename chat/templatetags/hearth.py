"""Tags of Hearth's pages: style sheets, the import map, icons, the places of the settings."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context, Library
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = Library()

_BASE = ("layers", "tokens", "reset", "base", "button", "form", "avatar", "badge", "notice", "menu")
_STYLES = {
    "base": _BASE,
    "page": ("page", "card", "settings", "table"),
    "chat": (
        *("app", "sidebar", "room_header", "status", "timeline", "message", "prose", "code"),
        *("composer", "details", "people", "browse", "dialog", "switcher", "empty", "welcome"),
    ),
}
_ICON = (
    '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="#icon-{0}"/></svg>'
)
_LIBRARIES = {"socket.io-client": "npm/socket.io-client/socket.io.esm.min.js"}


@register.simple_tag
def styles(group: str) -> SafeString:
    """The style sheets of a group, one file a component, in the order of the layers."""
    links = ((static(f"css/{name}.css"),) for name in _STYLES[group])
    return format_html_join("\n    ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag(takes_context=True)
def importmap(context: Context, *, preload: bool = False) -> SafeString:
    """The import map: bare names, and each module's plain address, to their hashed addresses.

    Modules import each other by relative path, so that a hashed module asks for its neighbour's
    plain address; the map answers with the hashed one. `preload` fetches all of them at once
    rather than one import after another.
    """
    modules = [f"js/{name}" for name in _module_names()]
    imports = {bare: static(path) for bare, path in _LIBRARIES.items()}
    imports |= {f"{settings.STATIC_URL}{path}": static(path) for path in modules}
    # JSON of our own files' names, with the one character that could end the element escaped.
    body = mark_safe(json.dumps({"imports": imports}).replace("<", "\\u003c"))  # noqa: S308
    tag = '<script type="importmap" nonce="{}">{}</script>'
    result = format_html(tag, context.get("CSP_NONCE", ""), body)
    return result + _preloads(imports.values()) if preload else result


def _preloads(urls: Iterable[str]) -> SafeString:
    return format_html_join("", '<link rel="modulepreload" href="{}">', ((url,) for url in urls))


def _module_names() -> list[str]:
    """Our own modules by their paths under static/js/, as the static files storage knows them."""
    hashed: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    names = {name for name in hashed if name.startswith("js/")}
    if not hashed:
        names = {name for finder in get_finders() for name, _ in finder.list([]) if _is_ours(name)}
    return sorted(name.removeprefix("js/") for name in names if _is_ours(name))


def _is_ours(name: str) -> bool:
    return name.startswith("js/") and name.endswith(".js")


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our icons (templates/_icons.svg, drawn on 20 px with one stroke), hidden from screen
    readers: what it means is said in words beside it."""
    return format_html(_ICON, name)


@register.simple_tag(takes_context=True)
def settings_links(context: Context) -> list[dict[str, Any]]:
    """The settings pages in their order, the one that is open marked `current`."""
    places = [
        ("/settings/", "Profile", "person"),
        ("/settings/password/", "Password", "lock"),
        ("/settings/sessions/", "Devices", "devices"),
        ("/settings/tokens/", "Access tokens", "key"),
    ]
    if getattr(context.get("user"), "is_admin", False):
        places.append(("/invites/", "Invites", "invite"))
    here = context["request"].path if "request" in context else ""
    return [
        {"url": url, "label": label, "icon": symbol, "current": here == url}
        for url, label, symbol in places
    ]


@register.filter
def widget_type(field: Any) -> str:
    """A form field's kind: `checkbox`, `text`, `select` …; for its class and its markup."""
    return str(getattr(field, "widget_type", ""))
