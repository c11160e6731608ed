"""The page of search, as the server gives it: it works before script does."""

import pytest
from django.test import Client
from pytest_django import Settings

from chat.limits import limits
from chat.models import Room, User
from tests.support.factories import send
from tests.support.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sent")]


def _results(html: str) -> str:
    return html.split("data-hits")[1].split("</ol>")[0]


def test_results_stand_in_the_page_of_their_address(
    reader: Client, room: Room, ada: User, ben: User
) -> None:
    message = send(ben, room, "The <b>heron</b> is back")
    found = text_of(reader.get("/search/", {"q": "heron  is"}))
    assert f'href="/r/{room.pk}/{message.seq}/"' in _results(found)
    assert "The &lt;b&gt;<mark>heron</mark>&lt;/b&gt; <mark>is</mark> back" in _results(found)
    assert 'value="heron is"' in found
    assert "data-hit-link" not in _results(text_of(reader.get("/search/", {"q": "stork"})))


def test_what_is_wrong_is_said_in_the_page(
    reader: Client, room: Room, ada: User, settings: Settings
) -> None:
    assert "“has:” takes" in text_of(reader.get("/search/", {"q": "has:fun"}))
    assert reader.get("/search/", {"q": "' & ! :* (\x00"}).status_code == 200
    settings.HEARTH = {**settings.HEARTH, "SEARCH_RATE": (0.001, 1)}
    limits.cache_clear()
    reader.get("/search/", {"q": "heron"})
    assert "too fast" in text_of(reader.get("/search/", {"q": "heron"}))
    limits.cache_clear()
