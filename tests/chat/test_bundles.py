"""Many small files in one."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from chat import bundles
from chat.bundles import Bundles


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of a few sources, with esbuild beside it."""
    monkeypatch.setattr(bundles, "ENTRIES", ("js/main.js",))
    monkeypatch.setattr(bundles, "STYLES", {"base": ("a", "b")})
    (tmp_path / "node_modules").symlink_to(settings.BASE_DIR / "node_modules")
    (tmp_path / "package-lock.json").write_text("{}")
    write(tmp_path, {"css/a.css": "a { color: red; }", "css/b.css": "b { & i { margin: 0px } }"})
    return tmp_path


def write(base: Path, sources: dict[str, str]) -> None:
    for name, text in sources.items():
        path = base / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def built(base: Path) -> Path:
    Bundles(base, base / "built").refresh()
    return base / "built" / "bundles"


def run(module: Path) -> object:
    """What a module says, by node: the JSON that it prints."""
    (module.parent / "package.json").write_text('{"type": "module"}')
    done = subprocess.run(["node", module], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_modules_become_one_that_does_what_they_did(base: Path) -> None:
    write(base, {
        "js/main.js": 'import { a } from "./a.js";\nimport { b as other } from "./deep/b.js";\n'
        'const name = "main";\nconsole.log(JSON.stringify([name, a(), other()]));\n',
        "js/a.js": 'const name = "a";\n// a comment\nexport function a() {\n  return name;\n}\n',
        "js/deep/b.js": 'const name = "b";\nexport const b = () => name;\n',
    })  # fmt: skip
    made = built(base)
    assert run(made / "main.js") == ["main", "a", "b"]
    assert "comment" not in (made / "main.js").read_text()
    assert json.loads((base / "built" / bundles.FIRST_CHUNKS).read_text()) == {"js/main.js": []}


def test_what_is_wanted_later_is_a_chunk_of_its_own(base: Path) -> None:
    write(base, {
        "js/main.js": 'import { shared } from "./shared.js";\n'
        'const { later } = await import("./later.js");\n'
        'console.log(JSON.stringify([shared, later]));\n',
        "js/later.js": 'import { shared } from "./shared.js";\nexport const later = shared + 1;\n',
        "js/shared.js": "export const shared = 1;\n",
    })  # fmt: skip
    made = built(base)
    assert run(made / "main.js") == [1, 2]
    chunks = {path.name for path in made.glob("*-*.js")}
    assert len(chunks) == 2  # what is wanted later, and what both share
    first = json.loads((base / "built" / bundles.FIRST_CHUNKS).read_text())["js/main.js"]
    assert len(first) == 1
    assert first[0].removeprefix("bundles/") in chunks
    assert first[0].removeprefix("bundles/").removesuffix(".js") in (made / "main.js").read_text()


def test_style_sheets_are_joined_and_shortened(base: Path) -> None:
    write(base, {"js/main.js": ""})
    assert (built(base) / "base.css").read_text() == "a{color:red}b{& i{margin:0}}\n"


def test_nothing_is_built_again_until_a_source_changes(base: Path) -> None:
    write(base, {"js/main.js": "console.log(1);\n"})
    made = built(base) / "main.js"
    os.utime(made, (1, 1))
    built(base)
    assert made.stat().st_mtime == 1
    write(base, {"js/main.js": "console.log(23);\n"})
    built(base)
    assert run(made) == 23


def test_chunks_of_before_are_gone(base: Path) -> None:
    write(base, {"js/main.js": 'import("./a.js");\n', "js/a.js": "console.log(1);\n"})
    before = {path.name for path in built(base).glob("*-*.js")}
    write(base, {"js/a.js": "console.log(23);\n"})
    assert before.isdisjoint(path.name for path in built(base).glob("*-*.js"))


@pytest.mark.parametrize("line", ['import { a } from "./none.js";', "const = 1;"])
def test_what_cannot_be_joined_ends_with_the_reason(base: Path, line: str) -> None:
    write(base, {"js/main.js": f"{line}\n"})
    with pytest.raises(ImproperlyConfigured, match=r"(?s)cannot be joined.*main\.js"):
        built(base)
    with pytest.raises(
        ImproperlyConfigured, match="cannot be joined"
    ):  # and is not taken for built
        built(base)


@pytest.mark.parametrize("text", ['@import "b.css";', "a { background: url(b.png) }"])
def test_a_style_sheet_that_names_a_file_is_refused(base: Path, text: str) -> None:
    write(base, {"js/main.js": "", "css/b.css": text})
    with pytest.raises(ImproperlyConfigured, match="names another file"):
        built(base)


def test_without_the_npm_libraries_it_says_what_to_do(base: Path) -> None:
    (base / "node_modules").unlink()
    write(base, {"js/main.js": ""})
    with pytest.raises(ImproperlyConfigured, match="`make run` installs them"):
        built(base)
