"""The import map: every module's plain address leads to its hashed one."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import Context, Template
from pytest_django import Settings

from chat.templatetags import hearth

BARE = "socket.io-client"


def rendered(tag: str = "{% importmap %}", **context: str) -> str:
    return Template("{% load hearth %}" + tag).render(Context(context))


def imports(html: str) -> dict[str, str]:
    found = re.search(r'<script type="importmap"[^>]*>(.*?)</script>', html)
    assert found is not None
    decoded: dict[str, str] = json.loads(found[1])["imports"]
    return decoded


def test_without_a_manifest_addresses_stay_plain() -> None:
    found = imports(rendered())
    assert found.pop(BARE) == "/static/npm/socket.io-client/socket.io.esm.min.js"
    assert "/static/js/store.js" in found
    assert all(plain == given for plain, given in found.items())


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    """Static files collected and hashed, as in production."""
    backend = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    call_command("collectstatic", "--no-input", verbosity=0)
    return tmp_path


def test_every_module_leads_to_its_hashed_file(collected: Path) -> None:
    found = imports(rendered())
    own = {path.relative_to(settings.BASE_DIR / "static").as_posix()
           for path in (settings.BASE_DIR / "static" / "js").rglob("*.js")}  # fmt: skip
    assert {plain.removeprefix("/static/") for plain in found if plain != BARE} == own
    for plain, hashed in found.items():
        assert hashed != plain
        assert (collected / hashed.removeprefix("/static/")).is_file()
        assert re.search(r"\.[0-9a-f]{12}\.js$", hashed)


def test_a_page_may_fetch_all_modules_at_once(collected: Path) -> None:
    html = rendered("{% importmap preload=True %}")
    fetched = re.findall(r'<link rel="modulepreload" href="([^"]+)">', html)
    assert sorted(fetched) == sorted(imports(html).values())
    assert html.index("importmap") < html.index("modulepreload")


def test_the_map_carries_the_policys_nonce() -> None:
    assert '<script type="importmap" nonce="abc&quot;">' in rendered(CSP_NONCE='abc"')


def test_a_files_name_cannot_end_the_element(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearth, "_module_names", lambda: ["</script><b>.js"])
    html = rendered()
    assert html.count("</script>") == 1
    assert "</script><b>.js" in "".join(imports(html))


def test_every_style_sheet_that_pages_name_is_there() -> None:
    named = {name for names in hearth._STYLES.values() for name in names}
    files = {path.stem for path in (settings.BASE_DIR / "static" / "css").glob("*.css")}
    assert named == files - {"admin"}


def test_every_icon_that_pages_ask_for_is_drawn() -> None:
    templates = settings.BASE_DIR / "templates"
    pages = "".join(path.read_text() for path in templates.rglob("*.html"))
    asked = set(re.findall(r'{% icon "([a-z]+)" %}', pages))
    drawn = set(re.findall(r'<symbol id="icon-([a-z]+)"', (templates / "_icons.svg").read_text()))
    assert asked - drawn == set()
