"""chat/views/flat.py: a page that is put together once is what Django makes of its templates."""

from itertools import pairwise
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from chat.models import Room
from chat.templatetags.pieces import Parts
from chat.views import flat, frame
from tests.support.pages import text_of

Seen = list[tuple[str, bytes, bytes]]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What each page was with either, as it is asked for."""
    found: Seen = []

    def both(name: str, context: dict[str, Any], request: HttpRequest) -> str:
        other = Parts()
        usual = render_to_string(name, context | {"parts": other}, request)
        text = flat.render(name, context, request)
        found.append((name, context["parts"].fill(text), other.fill(usual)))
        return text

    monkeypatch.setattr(frame, "render", both)
    return found


def test_each_page_is_as_django_makes_it(
    reader: Client, busy: Room, seen: Seen, settings: Settings
) -> None:
    paths = [f"/r/{busy.pk}/", "/inbox/", "/rooms/", "/people/", "/search/", "/search/?q=a"]
    for debug in (False, True):
        settings.DEBUG = debug
        for path in paths:
            text_of(reader.get(path))
    assert len({name for name, _, _ in seen}) == 4
    assert len(seen) == 2 * len(paths)
    for name, ours, usual in seen:
        assert ours == usual, name


TEMPLATES = {
    "base": "<{% block one %}1{% block in %}i{% endblock %}{% endblock %}{% include 'file' %}>",
    "file": "{% block two %}2{% endblock %}{{ x }}",
    "middle": "{% extends 'base' %}{% block two %}never{% endblock %}{% block in %}m{% endblock %}",
    "last": "{% extends 'middle' %}{% block in %}"
    "{% for y in 'ab' %}{{ y }}{% include 'file' %}{% endfor %}{% endblock %}",
    "whole": "{% extends 'middle' %}{% block one %}"
    "{{ x }}{% include 'file' with x=3 %}{% endblock %}",
    "condition": "{% if x %}{% block one %}1{% endblock %}{% endif %}",
    "other": "{% extends 'condition' %}{% block one %}other{% endblock %}",
    "super": "{% extends 'base' %}{% block in %}{{ block.super }}s{% endblock %}",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_blocks_and_files_stand_where_django_puts_them(name: str) -> None:
    engine = Engine(loaders=[("django.template.loaders.locmem.Loader", TEMPLATES)])
    template = engine.get_template(name)
    flat_one = flat.flattened(template)
    assert flat_one.render(Context({"x": 7})) == template.render(Context({"x": 7}))
    assert (flat_one is template) == (name in {"condition", "other", "super"})


def test_it_is_put_together_once() -> None:
    page = flat._flat("chat/room.html")
    assert flat._flat("chat/room.html") is page
    kinds = [type(node).__name__ for node in page.template.nodelist]
    assert not {"ExtendsNode", "BlockNode", "IncludeNode"} & set(kinds)
    assert not any(one == other == "TextNode" for one, other in pairwise(kinds))
