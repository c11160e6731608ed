"""A page's modules: one by one by the import map, or one file where they are collected."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import Context, Template
from pytest_django import Settings

from chat import bundles
from chat.templatetags import hearth

BARE = "socket.io-client"


def rendered(tag: str = '{% script "js/main.js" %}', **context: str) -> str:
    return Template("{% load hearth %}" + tag).render(Context(context))


def imports(html: str) -> dict[str, str]:
    found = re.search(r'<script type="importmap"[^>]*>(.*?)</script>', html)
    assert found is not None
    decoded: dict[str, str] = json.loads(found[1])["imports"]
    return decoded


def test_without_a_manifest_addresses_stay_plain() -> None:
    found = imports(rendered())
    assert found.pop(BARE) == "/static/npm/socket.io-client/socket.io.esm.min.js"
    own = {path.relative_to(settings.BASE_DIR / "static").as_posix()
           for path in (settings.BASE_DIR / "static" / "js").rglob("*.js")}  # fmt: skip
    assert {plain.removeprefix("/static/") for plain in found} == own
    assert all(plain == given for plain, given in found.items())
    assert '<script type="module" src="/static/js/main.js">' in rendered()


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    """Static files collected, hashed and joined, as in production."""
    backend = {"BACKEND": "project.static_files.Storage"}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    call_command("collectstatic", "--no-input", verbosity=0)
    return tmp_path


@pytest.mark.parametrize("entry", list(bundles.ENTRIES))
def test_collected_modules_are_one_hashed_and_compressed_file(collected: Path, entry: str) -> None:
    found = re.search(r'<script type="module" src="/static/([^"]+)">',
                      rendered(f'{{% script "{entry}" %}}'))  # fmt: skip
    assert found is not None
    assert re.fullmatch(r"bundles/\w+\.[0-9a-f]{12}\.js", found[1])
    assert (collected / found[1]).is_file()
    assert (collected / f"{found[1]}.gz").is_file()


def test_a_collected_pages_libraries_are_fetched_at_once(collected: Path) -> None:
    html = rendered()
    fetched = re.findall(r'<link rel="modulepreload" href="([^"]+)">', html)
    assert list(imports(html)) == [BARE]
    assert fetched == list(imports(html).values())
    assert (collected / fetched[0].removeprefix("/static/")).is_file()
    # A map that comes after the first fetch of a module would be ignored.
    assert html.index("importmap") < html.index('type="module"') < html.index("modulepreload")


@pytest.mark.parametrize("group", list(bundles.STYLES))
def test_collected_style_sheets_are_one_hashed_and_compressed_file(
    collected: Path, group: str
) -> None:
    found = re.findall(r'href="/static/([^"]+)"', rendered(f'{{% styles "{group}" %}}'))
    assert len(found) == 1
    assert re.fullmatch(rf"bundles/{group}\.[0-9a-f]{{12}}\.css", found[0])
    joined = (collected / found[0]).read_text()
    for name in bundles.STYLES[group]:
        assert (settings.BASE_DIR / "static" / "css" / f"{name}.css").read_text() in joined
    assert (collected / f"{found[0]}.gz").is_file()


def test_a_developers_pages_take_the_files_one_by_one(collected: Path, settings: Settings) -> None:
    settings.DEBUG = True
    assert "/static/js/store.js" in imports(rendered())
    assert len(re.findall("<link", rendered('{% styles "base" %}'))) == len(bundles.STYLES["base"])


def test_the_map_carries_the_policys_nonce() -> None:
    assert '<script type="importmap" nonce="abc&quot;">' in rendered(CSP_NONCE='abc"')


def test_a_files_name_cannot_end_the_element(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearth, "_module_names", lambda: ["</script><b>.js"])
    html = rendered()
    assert html.count("</script>") == 2
    assert "</script><b>.js" in "".join(imports(html))


def test_every_style_sheet_that_pages_name_is_there() -> None:
    named = {name for names in bundles.STYLES.values() for name in names}
    files = {path.stem for path in (settings.BASE_DIR / "static" / "css").glob("*.css")}
    panel = {"admin", "live"}  # they stand beside Django's own, one by one
    assert named == files - panel


def test_every_icon_that_pages_ask_for_is_drawn() -> None:
    templates = settings.BASE_DIR / "templates"
    pages = "".join(path.read_text() for path in templates.rglob("*.html"))
    asked = set(re.findall(r'{% icon "([a-z]+)" %}', pages))
    drawn = set(re.findall(r'<symbol id="icon-([a-z]+)"', (templates / "_icons.svg").read_text()))
    assert asked - drawn == set()
