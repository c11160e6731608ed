"""A page's script and style sheets, as they are collected and as a developer's server has them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import Context, Template
from pytest_django import Settings

from chat import bundles
from chat.templatetags import hearth


def rendered(tag: str = '{% script "js/main.js" %}') -> str:
    return Template("{% load hearth %}" + tag).render(Context())


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    """Static files collected, hashed and joined, as in production."""
    backend = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    call_command("collectstatic", "--no-input", verbosity=0, ignore_patterns=["admin", "css", "js"])
    return tmp_path


def test_collected_bundles_are_hashed_and_compressed_files(collected: Path) -> None:
    tags = [*(f'{{% script "{entry}" %}}' for entry in bundles.ENTRIES),
            *(f'{{% styles "{group}" %}}' for group in bundles.STYLES)]  # fmt: skip
    for tag in tags:
        found = re.findall(r'(?:src|stylesheet" href)="/static/([^"]+)"', rendered(tag))
        assert len(found) == 1
        assert re.fullmatch(r"bundles/\w+\.[0-9a-f]{12}\.(js|css)", found[0])
        assert (collected / found[0]).is_file()
        assert (collected / f"{found[0]}.gz").is_file()


def test_the_chunks_that_a_page_begins_with_are_fetched_at_once(collected: Path) -> None:
    fetched = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', rendered())
    script = re.findall(r'src="/static/([^"]+)"', rendered())[0]
    imported = re.findall(r'(?:from|import)\s?"\./([^"]+)"', (collected / script).read_text())
    assert {f"bundles/{name}" for name in imported} <= set(fetched)
    for name in fetched:
        assert re.search(settings.WHITENOISE_IMMUTABLE_FILE_TEST, f"/static/{name}")
        assert (collected / name).is_file()


def test_only_names_with_a_hash_are_kept_for_ever() -> None:
    def kept(url: str) -> bool:
        return re.search(settings.WHITENOISE_IMMUTABLE_FILE_TEST, url) is not None

    assert kept("/static/bundles/main.0123456789ab.js")
    assert kept("/static/bundles/chunk-3YCBLMHG.js")
    assert not kept("/static/bundles/main.js")
    assert not kept("/static/icons/mark.svg")
    # nginx is told the same (its own map of what it may say so of).
    nginx = (settings.BASE_DIR / "deploy" / "hearth.nginx.conf").read_text()
    for pattern in settings.WHITENOISE_IMMUTABLE_FILE_TEST.split("|"):
        assert f'"~{pattern}"' in nginx


def test_a_developers_server_finds_bundles_of_the_sources_as_they_are() -> None:
    for name in ("bundles/main.js", "bundles/chat.css"):
        found = finders.find(name)
        assert isinstance(found, str)
        assert Path(found).is_file()
    assert finders.find("bundles/none.js") is None
    assert '<script type="module" src="/static/bundles/main.js">' in rendered()


def test_without_collected_files_nothing_is_fetched_beforehand(settings: Settings) -> None:
    assert not hearth._first_chunks()


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
