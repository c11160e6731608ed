"""Many small files in one."""

import json
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from chat import bundles


def run(text: str, folder: Path) -> object:
    """What a module says, by node: the JSON that it prints."""
    (folder / "bundle.mjs").write_text(text)
    done = subprocess.run(
        ["node", "bundle.mjs"], cwd=folder, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def joined(sources: dict[str, str], entry: str = "js/main.js") -> str:
    return bundles.joined_modules(entry, sources.__getitem__)


def test_modules_keep_their_private_names_and_run_once_in_order(tmp_path: Path) -> None:
    sources = {
        "js/main.js": 'import { a } from "./a.js";\n'
        'import {\n  b as other,\n  Thing,\n} from "./deep/b.js";\n'
        'import { said } from "./log.js";\n'
        'const name = "main";\nconst all = [name, a(), other(), new Thing().name, said];\n'
        "console.log(JSON.stringify(all));\n",
        "js/a.js": 'import { said } from "./log.js";\nconst name = "a";\nsaid.push(name);\n'
        "export function a() {\n  return name;\n}\n",
        "js/deep/b.js": 'import { said } from "../log.js";\nconst name = "b";\nsaid.push(name);\n'
        "export const b = () => name;\nexport class Thing {\n  name = name;\n}\n",
        "js/log.js": "export const said = [];\n",
    }  # fmt: skip
    assert run(joined(sources), tmp_path) == ["main", "a", "b", "b", ["a", "b"]]


def test_a_library_stays_a_file_of_its_own(tmp_path: Path) -> None:
    sources = {
        "js/main.js": 'import { sep as mark } from "node:path";\nimport { two } from "./two.js";\n'
        "console.log(JSON.stringify([mark, two]));\n",
        "js/two.js": 'import { sep } from "node:path";\nexport const two = sep + sep;\n',
    }
    text = joined(sources)
    assert text.count('from "node:path"') == 1
    assert run(text, tmp_path) == ["/", "//"]


def test_comments_on_lines_of_their_own_are_left_out_and_code_is_not(tmp_path: Path) -> None:
    sources = {
        "js/main.js": "// @ts-check\n/**\n * What it is.\n * @type {number}\n */\n"
        "const one = /** @type {any} */ (1); // at the end\n"
        "/** @type {any} */ (globalThis).two = 2;\n  // within\n/* short */\n"
        'const url = "https://example.org/*";\n'
        "console.log(JSON.stringify([one, globalThis.two, url]));\n",
    }
    text = joined(sources)
    for gone in ("ts-check", "What it is", "within", "short"):
        assert gone not in text
    assert run(text, tmp_path) == [1, 2, "https://example.org/*"]


@pytest.mark.parametrize(
    "line",
    [
        'import thing from "./other.js";',
        'import * as other from "./other.js";',
        'import "./other.js";',
        "export default 1;",
        "export { a };",
        "export let a = 1;",
        "console.log(import.meta.url);",
        "await Promise.resolve();",
        'const a = await import("./other.js");',
    ],
)
def test_what_is_not_understood_is_refused_rather_than_broken(line: str) -> None:
    with pytest.raises(ValueError, match="cannot be joined to other modules"):
        joined({"js/main.js": f"{line}\n", "js/other.js": ""})


def test_modules_that_import_each_other_are_refused() -> None:
    sources = {
        "js/main.js": 'import { a } from "./a.js";\n',
        "js/a.js": 'import { b } from "./main.js";\n',
    }
    with pytest.raises(ValueError, match="import each other"):
        joined(sources)


@pytest.mark.parametrize("text", ['@import "b.css";', "a { background: url(b.png) }"])
def test_a_style_sheet_that_names_a_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names another file"):
        bundles.joined_styles(("a",), lambda _: text)


@pytest.mark.parametrize("entry", list(bundles.ENTRIES))
def test_the_pages_own_modules_parse_and_import_what_is_said(entry: str, tmp_path: Path) -> None:
    def read(name: str) -> str:
        return (settings.BASE_DIR / "static" / name).read_text()

    text = bundles.joined_modules(entry, read)
    (tmp_path / "bundle.mjs").write_text(text)
    subprocess.run(["node", "--check", "bundle.mjs"], cwd=tmp_path, check=True)
    for library in bundles.LIBRARIES:
        assert (f'from "{library}"' in text) == (library in bundles.ENTRIES[entry])
