"""Many small files in one: what a page loads is a request or three, and its sources stay apart.

`project.static_files` writes the bundles when static files are collected. Style sheets are joined
as they are. Modules are joined in the order in which they import each other, each in a function of
its own, so that their private names stay private:

    const $0 = (() => { …js/signals.js…; return { Signals }; })();

Only what our own modules use is understood: imports by name at the head of a file, exports in
front of a declaration. What is not understood raises `ValueError`, which ends collectstatic.
"""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath

_BASE = ("layers", "tokens", "reset", "base", "button", "form", "avatar", "badge", "notice", "menu")
# The style sheets of each kind of page in the order of the layers, one file a component.
STYLES = {
    "base": _BASE,
    "page": ("page", "card", "settings", "table"),
    "chat": (
        *("app", "sidebar", "room_header", "status", "timeline", "message"),
        *("reactions", "pins", "polls", "saved"),
        *("prose", "code", "composer", "format_bar", "details", "people", "browse", "dialog"),
        *("writing", "person_status", "emoji_picker", "thread", "versions", "undo", "switcher"),
        *("empty", "welcome"),
    ),
}
# The module with which each page starts, and the libraries that it comes to import.
ENTRIES: dict[str, tuple[str, ...]] = {
    "js/main.js": ("socket.io-client",),
    "js/page.js": (),
    "js/live.js": ("socket.io-client",),
}
# Imported by their names, and left as they are.
LIBRARIES = {"socket.io-client": "npm/socket.io-client/socket.io.esm.min.js"}

# Comments that have their lines to themselves: a third of what a page would load. One at the head
# of a line of code, as a type for what follows, stays; no text of ours spans lines.
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.M)

Read = Callable[[str], str]
_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$\n?', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:class|function|const) (\w+))", re.M)
_LEFT_OVER = re.compile(
    r"^(?:import|export)\b.*|\bimport\.meta\b|^await\b|^.*\bawait import\(", re.M
)


def style_sheet(group: str) -> str:
    """The name of a group's bundle among the static files."""
    return f"bundles/{group}.css"


def module(entry: str) -> str:
    """The name of an entry's bundle among the static files."""
    return f"bundles/{entry.removeprefix('js/')}"


def bundles(read: Read) -> dict[str, str]:
    """Every bundle's text by its name; `read` gives a source's text by its."""
    sheets = {style_sheet(group): joined_styles(names, read) for group, names in STYLES.items()}
    return sheets | {module(entry): joined_modules(entry, read) for entry in ENTRIES}


def joined_styles(names: tuple[str, ...], read: Read) -> str:
    """The style sheets one after another."""
    texts = [read(f"css/{name}.css") for name in names]
    if any(re.search(r"@import|@charset|url\(", text) for text in texts):
        raise ValueError("A style sheet that names another file cannot be joined to others.")
    return "\n".join(texts)


def joined_modules(entry: str, read: Read) -> str:
    """`entry` and all that it imports, as one module."""
    order: dict[str, str] = {}
    libraries: dict[str, None] = {}
    _take(entry, read, order, libraries, ())
    heads = [f'import * as {_name(each, libraries)} from "{each}";\n' for each in libraries]
    return "".join([*heads, *order.values()])


def _take(
    path: str, read: Read, order: dict[str, str], libraries: dict[str, None], above: tuple[str, ...]
) -> None:
    """Put into `order` what `path` imports and then itself."""
    if path in order:
        return
    if path in above:
        raise ValueError(f"{' → '.join((*above, path))}: modules that import each other.")
    text = read(path)
    for _, target in _IMPORT.findall(text):
        if target.startswith("."):
            _take(_resolve(target, path), read, order, libraries, (*above, path))
        else:
            libraries.setdefault(target)
    order[path] = _wrapped(path, text, [*order], libraries)


def _wrapped(path: str, text: str, before: list[str], libraries: dict[str, None]) -> str:
    def from_function(match: re.Match[str]) -> str:
        target = match[2]
        relative = target.startswith(".")
        source = _name(_resolve(target, path), before) if relative else _name(target, libraries)
        names = re.sub(r"(\w+) as (\w+)", r"\1: \2", " ".join(match[1].split()))
        return f"const {{ {names} }} = {source};\n"

    exported = _EXPORT.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub(from_function, text))
    if left := _LEFT_OVER.search(body):
        raise ValueError(f"{path} cannot be joined to other modules: {left[0]}")
    body = _COMMENT.sub("", body)
    head, last = f"const ${len(before)} = (() => {{", f"return {{ {', '.join(exported)} }};"
    return f"// {path}\n{head}\n{body}{last}\n}})();\n"


def _name(of: str, among: list[str] | dict[str, None]) -> str:
    return f"${'' if isinstance(among, list) else 'library'}{list(among).index(of)}"


def _resolve(target: str, importer: str) -> str:
    return normpath(join(dirname(importer), target))
