"""Many small files in one: what a page loads is a request or three, and its sources stay apart.

esbuild joins and shortens them: a script for each kind of page, with the libraries it uses, and a
style sheet for each group. A module that is asked for by `await import("./x.js")` becomes a file
of its own, a chunk, fetched when it is first wanted; a chunk's name ends with a hash of what is in
it. `project.static_files.BundleFinder` hands the files to Django and has them built when needed.
"""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_BASE = ("layers", "tokens", "reset", "base", "button", "form", "avatar", "badge", "notice", "menu")
# The style sheets of each kind of page in the order of the layers, one file a component.
STYLES = {
    "base": _BASE,
    "page": ("page", "card", "settings", "table", "picture_field", "avatar_editor"),
    "docs": ("prose", "code", "docs"),
    "chat": (
        *("app", "sidebar", "faces", "room_header", "status", "timeline", "message"),
        *("reactions", "pins", "polls", "saved", "files", "tray", "previews"),
        *("prose", "code", "composer", "format_bar", "details", "people", "browse", "dialog"),
        *("writing", "person_status", "emoji_picker", "thread", "versions", "undo", "switcher"),
        *("empty", "welcome", "new_bar", "picked", "search", "emoji"),
        *("picture_field", "media", "inbox", "catch_up", "seen"),
    ),
}
# The module with which each kind of page starts.
ENTRIES = ("js/main.js", "js/page.js", "js/live.js", "js/docs.js")
# Which chunks each script begins by importing, so that a page can have them fetched at once.
FIRST_CHUNKS = "bundles/first_chunks.json"

_SHORT = ("--minify", "--target=es2022", "--log-level=error")
_MODULE = ("--bundle", "--splitting", "--format=esm", "--chunk-names=[name]-[hash]")
_STAMP = "bundles.stamp"


def style_sheet(group: str) -> str:
    """The name of a group's bundle among the static files."""
    return f"bundles/{group}.css"


def module(entry: str) -> str:
    """The name of an entry's bundle among the static files."""
    return f"bundles/{entry.removeprefix('js/')}"


class Bundles:
    """The bundles of the sources under `base`, kept in the folder `into` until those change."""

    def __init__(self, base: Path, into: Path) -> None:
        self.base, self.into = base, into
        self.sources = base / "static"

    def refresh(self) -> None:
        """Build what there is, unless the sources are those of the last time.

        Raises:
            ImproperlyConfigured: esbuild is missing, or does not understand a source; it says why.
        """
        stamp, wanted = self.into / _STAMP, self._fingerprint()
        if not stamp.exists() or stamp.read_text() != wanted:
            (self.into / "bundles").mkdir(parents=True, exist_ok=True)
            self._build()
            stamp.write_text(wanted)

    def _fingerprint(self) -> str:
        lock = self.base / "package-lock.json"  # the libraries that are joined, and esbuild
        sha = hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes())
        for path in sorted([*self.sources.rglob("*.js"), *self.sources.glob("css/*.css")]):
            facts = path.stat()
            sha.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
        return sha.hexdigest()

    def _build(self) -> None:
        for chunk in (self.into / "bundles").glob("*"):
            chunk.unlink()
        for group, names in STYLES.items():
            sheet = self._esbuild("--loader=css", *_SHORT, text=self.joined_styles(names))
            (self.into / style_sheet(group)).write_text(sheet)
        first = {entry: self._build_module(entry) for entry in ENTRIES}
        (self.into / FIRST_CHUNKS).write_text(json.dumps(first))

    def _build_module(self, entry: str) -> list[str]:
        """One entry apart from the others, so that none waits for what only another shares."""
        facts = self.into / "meta.json"
        self._esbuild(
            *(str(self.sources / entry), *_MODULE, *_SHORT),
            *(f"--outdir={self.into / 'bundles'}", f"--metafile={facts}"),
        )
        return first_chunks(json.loads(facts.read_text())["outputs"], module(entry))

    def joined_styles(self, names: tuple[str, ...]) -> str:
        """The style sheets one after another."""
        texts = [(self.sources / "css" / f"{name}.css").read_text() for name in names]
        if any(part in text for text in texts for part in ("@import", "@charset", "url(")):
            raise ImproperlyConfigured("A style sheet that names another file cannot be joined.")
        return "\n".join(texts)

    def _esbuild(self, *arguments: str, text: str = "") -> str:
        # The program itself: the package's own script would need Node for nothing but starting it.
        found = sorted((self.base / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
        if not found:
            raise ImproperlyConfigured("The npm libraries are missing: `make run` installs them.")
        done = subprocess.run(  # noqa: S603 - our own arguments
            [found[0], *arguments],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.base,
        )
        if done.returncode:
            raise ImproperlyConfigured(f"The pages' files cannot be joined: {done.stderr.strip()}")
        return done.stdout


def first_chunks(outputs: dict[str, Any], bundle: str) -> list[str]:
    """The chunks that `bundle` imports at its start, and those that they do, by their names.

    `outputs` is esbuild's account of what it wrote (its metafile).
    """
    by_name = {f"bundles/{Path(path).name}": facts for path, facts in outputs.items()}
    found: list[str] = []
    waiting = [bundle]
    while waiting:
        for each in by_name[waiting.pop()]["imports"]:
            name = f"bundles/{Path(each['path']).name}"
            if each["kind"] == "import-statement" and name not in found:
                found.append(name)
                waiting.append(name)
    return found
