"""Search by its two ways in: the socket and the HTTP API, their bounds."""

import pytest
from pytest_django import Settings

from chat.limits import limits
from chat.models import Room, User
from tests.support.api import bearer, call, refusal
from tests.support.factories import send
from tests.support.files import make_file


@pytest.mark.usefixtures("sent", "full_buckets")
def test_messages_and_files_are_found_over_http(
    room: Room, ada: User, gus: User, settings: Settings
) -> None:
    hers = bearer(ada)
    assert call(hers, "get", "/search", q="heron")[1]["hits"] == []
    send(ada, room, "a heron", files=[make_file(ada, "Report of the Dyke.pdf").public_id])
    for words in ("heron", "report of", "has:file", "heron -has:image"):
        status, page = call(hers, "get", "/search", q=words)
        assert (status, [hit["message"]["text"] for hit in page["hits"]]) == (200, ["a heron"])
    assert call(bearer(gus), "get", "/search", q="heron")[1]["hits"] == []
    assert "500 characters" in call(hers, "get", "/search", q="x" * 600)[1]["problem"]
    assert call(hers, "get", "/search", q="x" * 99_000)[0] == 400
    assert call(hers, "get", "/search", q="x", before=-1)[0] == 400
    settings.HEARTH = {**settings.HEARTH, "SEARCH_RATE": (1, 1)}
    limits.cache_clear()
    assert call(hers, "get", "/search", q="heron")[0] == 200
    assert refusal(call(hers, "get", "/search", q="heron")) == (429, "too_many")
