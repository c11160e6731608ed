"""The API's description: whole, true, the same for everyone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pydantic import TypeAdapter

from chat.api import api
from chat.api.problems import KINDS, Problem
from chat.api.words import TAGS
from chat.models import Room, User
from tests.support.api import bearer
from tests.support.factories import send

METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each operation as it is described, by its method and path."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, found in methods.items():
            assert method in METHODS
            yield f"{method.upper()} {path}", found


def test_every_operation_is_described_whole() -> None:
    names, document = set(), api.get_openapi_schema()
    for where, found in operations():
        assert found["operationId"] not in names, where
        names.add(found["operationId"])
        assert 3 <= len(found["summary"]) <= 110, where
        assert found["description"].endswith("."), where
        assert found["tags"], where
        assert set(found["tags"]) <= set(TAGS), f"{where}: say in chat/api/words.py what it is"
        assert found["security"][0]["Bearer"], where
        assert {"401", "403", "429", "500", "503"} <= set(found["responses"]), where
        good = [status for status in found["responses"] if status.startswith("2")]
        assert good, where
        for kind, body in found.get("requestBody", {}).get("content", {}).items():
            assert kind != "application/json" or body["example"], where
    assert {tag["name"] for tag in document["tags"]} <= set(TAGS)
    assert all(tag["description"] for tag in document["tags"])


def test_every_kind_of_problem_is_described_with_an_example_that_fits() -> None:
    responses = api.get_openapi_schema()["components"]["responses"]
    found = [answer["content"]["application/problem+json"] for answer in responses.values()]
    assert {part["example"]["status"] for part in found} == {kind.status for kind in KINDS}
    for part in found:
        TypeAdapter(Problem).validate_python(part["example"])


@pytest.mark.django_db
def test_the_description_is_for_everyone_and_may_be_kept() -> None:
    first = Client().get("/api/openapi.json")
    assert first.json()["openapi"] == "3.1.0"
    assert first["Cache-Control"] == "private, no-cache"
    again = Client(headers={"if-none-match": first["ETag"]}).get("/api/openapi.json")
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("full_buckets")
def test_who_has_an_answer_is_not_sent_it_again_until_it_changes(ada: User, room: Room) -> None:
    client, path = bearer(ada), f"/api/rooms/{room.pk}/messages"
    tag = client.get(path)["ETag"]
    same = client.get(path, headers={"if-none-match": tag})
    assert (same.status_code, same["ETag"]) == (304, tag)
    assert "RateLimit" in same
    send(ada, room, "news")
    changed = client.get(path, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag
