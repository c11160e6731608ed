"""The page of the API: all of it, for everyone, from the description itself."""

import re

import pytest
from django.test import Client

from chat.api import api
from chat.api.problems import KINDS
from chat.models import User
from tests.support.pages import log_in, text_of

pytestmark = pytest.mark.django_db


def test_every_operation_shape_and_problem_is_on_the_page() -> None:
    response = Client().get("/api/docs")
    page, document = text_of(response), api.get_openapi_schema()
    for methods in document["paths"].values():
        for found in methods.values():
            assert f'id="{found["operationId"]}"' in page
    for kind in KINDS:
        assert f'<div id="{kind.code}">' in page, "a problem's type leads there"
    ids = set(re.findall(r' id="([^"]+)"', page))
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in ids or target.startswith("icon-"), target


def test_nothing_on_it_is_loaded_from_elsewhere_or_written_inline() -> None:
    page = text_of(Client().get("/api/docs"))
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page)


def test_who_is_logged_in_can_try_what_only_reads(ada: User) -> None:
    assert "data-try" not in text_of(Client().get("/api/docs"))
    page = text_of(log_in(ada).get("/api/docs"))
    assert 'data-try="/api/rooms"' in page
    assert "Try it as Ada Lovelace" in page
    assert page.count("data-try=") < page.count("data-method=")
