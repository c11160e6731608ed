"""Tags of Hearth's pages: style sheets, modules, icons, the places of the settings."""

import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context, Library
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chat import bundles

register = Library()

_IMPORT_MAP = '<script type="importmap" nonce="{}">{}</script>'
_ICON = (
    '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="#icon-{0}"/></svg>'
)


@register.simple_tag
def styles(group: str) -> SafeString:
    """The style sheets of a group: one where they are collected, else one file a component."""
    bundle = bundles.style_sheet(group)
    names = [bundle] if _is_collected(bundle) else [f"css/{n}.css" for n in bundles.STYLES[group]]
    links = ((static(name),) for name in names)
    return format_html_join("\n    ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag(takes_context=True)
def script(context: Context, entry: str) -> SafeString:
    """A page's module with all that it imports, and the import map that this needs.

    Collected, it is one file (chat/bundles.py), and the map has the libraries alone. Else it is
    our modules one by one, which import each other by their plain addresses.
    """
    bundle = bundles.module(entry)
    imports = {bare: static(bundles.LIBRARIES[bare]) for bare in bundles.ENTRIES[entry]}
    preloads = [*imports.values()]
    if not _is_collected(bundle):
        bundle = entry
        imports |= {f"{settings.STATIC_URL}{path}": static(path) for path in _module_names()}
    # JSON of our own files' names, with the one character that could end the element escaped.
    body = mark_safe(json.dumps({"imports": imports}).replace("<", "\\u003c"))  # noqa: S308
    return (
        format_html(_IMPORT_MAP, context.get("CSP_NONCE", ""), body)
        + format_html('<script type="module" src="{}"></script>', static(bundle))
        + format_html_join("", '<link rel="modulepreload" href="{}">', ((u,) for u in preloads))
    )


def _is_collected(bundle: str) -> bool:
    hashed: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    return bundle in hashed and not settings.DEBUG


def _module_names() -> list[str]:
    """Our own modules, as they lie in their folders."""
    found = {name for finder in get_finders() for name, _ in finder.list([])}
    return sorted(name for name in found if name.startswith("js/") and name.endswith(".js"))


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
def widget_type(field: Any) -> str:
    """A form field's kind: `checkbox`, `text`, `select` …; for its class and its markup."""
    return str(getattr(field, "widget_type", ""))
